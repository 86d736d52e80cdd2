import LengthForecasts
import LengthLaws
import TestSupport
import Testing

@Suite("Forecasts by task")
struct FixedForecasterTests {
  private func tables(_ lengths: [TaskID: [Int]]) throws -> LifeTables {
    var tables = LifeTables()
    for (task, lengths) in lengths {
      for length in lengths {
        try tables.record(task: task, length: length, ending: .stopped)
      }
    }
    return tables
  }

  @Test func tasksHaveTheirOwnLawAndOthersThatOfAll() throws {
    let tables = try tables(["a": [1, 2, 3], "b": [10, 20, 30]])
    let own = try TaskLawForecaster(empirical: tables, byTask: true)
    let pooled = try TaskLawForecaster(empirical: tables)
    func median(_ forecaster: TaskLawForecaster, _ task: TaskID) -> Int {
      forecaster.forecast(RequestFeatures(task: task)).quantile(0.5)
    }
    #expect(median(own, "a") == 2 && median(own, "b") == 20)
    #expect(median(own, "c") == 3 && median(pooled, "a") == 3)
    let forecast = own.forecast(RequestFeatures(task: "a"))
    #expect(forecast.identifiedThrough == 3)
    #expect(throws: (any Error).self) {
      try TaskLawForecaster(empirical: LifeTables())
    }
  }

  @Test func familiesAreFittedToEachTask() throws {
    let tables = try tables([
      "a": (0..<40).map { 1 + $0 % 5 }, "b": (0..<40).map { 50 + $0 },
    ])
    let forecaster = try TaskLawForecaster(.geometric, tables)
    for task in ["a", "b"] as [TaskID] {
      let table = try #require(tables[task])
      let mean = forecaster.forecast(RequestFeatures(task: task)).law.mean
      #expect(
        try abs(mean - Family.geometric.fit(table).distribution.mean) < 1e-9)
    }
  }

  /// The window's law against one made of the last answers alone.
  @Test func windowsForgetWhatIsOld() {
    property("a window is its last answers", cases: 60) { choices in
      let size = choices.int(1...40)
      var forecaster = WindowForecaster(size: size)
      var seen: [Int] = []
      let request = RequestFeatures(task: "a")
      for _ in 0..<choices.int(1...120) {
        let length = choices.int(1...50)
        forecaster.observe(
          try Outcome(length: length), of: forecaster.forecast(request))
        seen.append(length)
        var table = LifeTable()
        for length in seen.suffix(size) {
          try table.record(length: length, ending: .stopped)
        }
        // Up to 49 answers the law is made anew each time.
        let expected = try KaplanMeier(table)
        let law = forecaster.forecast(request).law
        try requireEqual(
          law.survivalCurve(through: 51), expected.survivalCurve(through: 51),
          "the law of the window")
      }
      try requireEqual(
        forecaster.forecast(RequestFeatures(task: "new")).quantile(0.5),
        forecaster.forecast(request).quantile(0.5), "an unknown task")
    }
    let empty = WindowForecaster().forecast(RequestFeatures(task: "a"))
    #expect(empty.quantile(0.5) == .max && empty.identifiedThrough == 0)
  }

  /// A forecaster from outside, with what is public.
  private struct Outside: LengthForecaster {
    var longest = 1

    func forecast(_ request: RequestFeatures) -> LengthForecast {
      let law = try? SurvivalStepFunction(
        lengths: [longest], survivalBeyond: [0])
      return LengthForecast(
        request, law: law ?? .unknown, identifiedThrough: longest)
    }

    mutating func observe(_ outcome: Outcome, of forecast: LengthForecast) {
      longest = max(longest, outcome.length)
    }
  }

  @Test func othersConform() throws {
    var outside: any LengthForecaster = Outside()
    let forecast = outside.forecast(RequestFeatures(task: "a"))
    outside.observe(try Outcome(length: 7, ending: .capped), of: forecast)
    #expect(
      outside.forecast(RequestFeatures(task: "a")).quantiles([0.5, 1], cap: 5)
        == [5, 5])
    #expect(throws: LengthLawError.self) {
      try SurvivalStepFunction(lengths: [2, 2], survivalBeyond: [0.5, 0.2])
    }
    #expect(throws: LengthLawError.self) {
      try SurvivalStepFunction(lengths: [2, 3], survivalBeyond: [0.2, 0.5])
    }
  }
}
