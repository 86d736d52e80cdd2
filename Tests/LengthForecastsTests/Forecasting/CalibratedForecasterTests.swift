import LengthLaws
import TestSupport
import Testing

@testable import LengthForecasts

@Suite("Calibrated forecasters")
struct CalibratedForecasterTests {
  private static let request = RequestFeatures(task: "a")

  /// Always the same law.
  private struct Fixed: LengthForecaster {
    let law: any LengthDistribution

    func forecast(_ request: RequestFeatures) -> LengthForecast {
      LengthForecast(request, law: law)
    }
  }

  /// The share of misses of each level over a sequence that an adversary may
  /// have chosen.
  private func misses(
    _ forecaster: some LengthForecaster, _ levels: [Double], answers: Int,
    _ length: (LengthForecast, Int) -> Int
  ) throws -> [Double] {
    var forecaster = forecaster
    var counts = levels.map { _ in 0.0 }
    for index in 0..<answers {
      let forecast = forecaster.forecast(Self.request)
      let length = length(forecast, index)
      for (place, level) in levels.enumerated()
      where length > forecast.quantile(level) { counts[place] += 1 }
      forecaster.observe(try Outcome(length: length), of: forecast)
    }
    return counts.map { $0 / Double(answers) }
  }

  @Test func theShareOfMissesIsPromisedForAnySequence() {
    property("misses are as promised", cases: 60) { choices in
      let level = choices.element(of: [0.5, 0.9, 0.95])
      let law = try Geometric(p: 1 / choices.double(in: 2...300))
      let forecaster = try CalibratedForecaster(
        Fixed(law: law), levels: [level], stepSize: 0.05)
      let answers = choices.int(300...900)
      let drift = choices.double(in: -0.5...0.5)
      let isAdversarial = choices.bool()
      let found = try misses(forecaster, [level], answers: answers) {
        forecast, index in
        // Always a miss, where one is possible; or a level that drifts.
        isAdversarial
          ? min(forecast.quantile(level), 1 << 40) + 1
          : law.quantile(
            min(max(0.5 + drift * Double(index) / Double(answers), 0.01), 0.99))
      }[0]
      let promise = forecaster.longRunError(level: level, after: answers)
      // A quantile of 1 token covers what it cannot miss.
      try require(
        found <= 1 - level + promise + 1e-12,
        "\(found) missed, at most \(1 - level) + \(promise) may")
    }
  }

  /// Answers twice as long as forecast: the base misses nearly all of them.
  @Test func aWrongBaseIsPutRight() throws {
    let (wrong, right) = (try Geometric(p: 0.02), try Geometric(p: 0.01))
    let levels = [0.5, 0.9, 0.95]
    var random = SplitMix64(seed: 4)
    let lengths = (0..<4000).map { _ in right.quantile(random.unit()) }
    let plain = try misses(Fixed(law: wrong), levels, answers: 4000) {
      lengths[$1]
    }
    let calibrated = try misses(
      CalibratedForecaster(Fixed(law: wrong), levels: levels), levels,
      answers: 4000
    ) { lengths[$1] }
    for (place, level) in levels.enumerated() {
      // Half of the answers are 0.79 % from their share by chance alone; the
      // wrong base misses a share of (1 − level)^½.
      #expect(abs(calibrated[place] - (1 - level)) < 0.03)
      #expect(plain[place] > 1 - level + 0.06)
    }
  }

  @Test func adjustedLawsAreLawsWithTheirQuantiles() {
    property("adjusted laws have their quantiles", cases: 80) { choices in
      let law: any LengthDistribution =
        choices.bool()
        ? try Geometric(p: 1 / choices.double(in: 1.5...40))
        : try KaplanMeier(Self.someAnswers())
      let levels = [0.2, 0.5, 0.9, 0.99]
      var quantiles = levels.map { _ in choices.int(1...60) }.sorted()
      if choices.bool() { quantiles[3] = .max }
      let adjusted = QuantileAdjustedLaw(
        [law], levels: levels, quantiles: quantiles)
      for (level, quantile) in zip(levels, quantiles) {
        let searched = QuantileSearch.smallestLength(reaching: level) {
          adjusted.survival(at: $0)
        }
        try requireEqual(searched, quantile, "the \(level)-quantile")
      }
      try checkLengthDistribution(adjusted, name: "adjusted law", through: 80)
    }
  }

  @Test func aLawThatHasTheQuantilesStays() throws {
    let law = try Geometric(p: 0.03)
    let levels = [0.5, 0.9]
    let adjusted = QuantileAdjustedLaw(
      [law], levels: levels, quantiles: levels.map { law.quantile($0) })
    for length in [1, 5, 20, 60, 300] {
      let (own, other) = (
        adjusted.survival(at: length), law.survival(at: length)
      )
      #expect(abs(own - other) < 1e-12 * other)
    }
  }

  @Test func wrongSettingsAreRefused() {
    for levels in [[], [0.9, 0.5], [1.0]] {
      #expect(throws: LengthLawError.self) {
        try CalibratedForecaster(WindowForecaster(), levels: levels)
      }
    }
    for step in [0, -1, Double.nan, .infinity] {
      #expect(throws: LengthLawError.self) {
        try CalibratedForecaster(WindowForecaster(), stepSize: step)
      }
    }
  }

  /// A few answers, some of them cut.
  private static func someAnswers() throws -> LifeTable {
    var table = LifeTable()
    for length in [3, 3, 9, 20, 41, 55] {
      try table.record(length: length, ending: .stopped)
    }
    try table.record(length: 30, ending: .capped)
    return table
  }
}
