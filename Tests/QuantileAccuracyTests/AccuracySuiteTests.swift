import DecodeEstimators
import DecodeStatistics
import Foundation
import QuantileAccuracy
import Synchronization
import TestSupport
import Testing

@Suite("Accuracy suite")
struct AccuracySuiteTests {
  /// Remembers what it learnt and was asked for.
  private final class Spy: LengthForecaster {
    private let entries = Mutex<[String]>([])

    var log: [String] { entries.withLock { $0 } }

    func forecast(_ request: RequestFeatures) -> LengthForecast {
      entries.withLock { $0.append("? \(request.promptTokens ?? 0)") }
      return LengthForecast(request, law: SurvivalStepFunction.unknown)
    }

    func observe(_ outcome: Outcome, of forecast: LengthForecast) {
      let prompt = forecast.request.promptTokens ?? 0
      entries.withLock { $0.append("! \(prompt)") }
    }
  }

  /// Answers numbered by their prompt's length.
  private static func numbered(
    _ count: Int, tasks: Int = 1
  ) -> [RecordedAnswer] {
    (0..<count).map {
      RecordedAnswer(
        DecodeRequest(task: TaskID("t\($0 % tasks)"), promptTokens: $0),
        tokens: 1 + $0 % 7, ending: .stopped)
    }
  }

  @Test func everyAnswerIsForecastBeforeItIsLearnt() throws {
    let suite = try AccuracySuite(Self.numbered(4))
    let start = ["? 0", "! 0", "? 1", "! 1"]
    for (observation, log) in [
      (AccuracySuite.Observation.training, start + ["? 2", "? 3"]),
      (.throughout, start + ["? 2", "! 2", "? 3", "! 3"]),
    ] {
      let spy = Spy()
      _ = try suite.report("spy", of: spy, observing: observation)
      #expect(spy.log == log)
    }
    let spy = Spy()
    var learnt: [Int?] = []
    _ = try suite.report(forecaster: "spy") {
      learnt = $0.map(\.request.promptTokens)
      return spy
    }
    #expect(learnt == [0, 1] && spy.log == ["? 2", "? 3"])
  }

  @Test func outcomesAreLearntWhenTheyAreKnown() throws {
    // One request a second; the i-th answer takes 1 + i % 7 tokens.
    var answers = Self.numbered(8)
    for index in answers.indices {
      answers[index].timestamp = Double(index)
      answers[index].decodeTime = .seconds(1)
    }
    func log(_ delay: OutcomeDelay) throws -> [String] {
      let spy = Spy()
      _ = try AccuracySuite(answers, split: .temporal(0.25), delay: delay)
        .report("spy", of: spy, observing: .throughout)
      return spy.log
    }
    let atOnce = (0..<8).flatMap { ["? \($0)", "! \($0)"] }
    #expect(try log(.none) == atOnce)
    // Known when the next request comes; the last one never.
    #expect(try log(.recorded) == Array(atOnce.dropLast()))
    #expect(OutcomeDelay(for: answers) == .recorded)
    // A minute each: none is known before the last request comes.
    let slow = answers.map { answer in
      var answer = answer
      answer.decodeTime = .seconds(60)
      return answer
    }
    let spy = Spy()
    _ = try AccuracySuite(slow, split: .temporal(0.25), delay: .recorded)
      .report("spy", of: spy, observing: .throughout)
    #expect(spy.log == (0..<8).map { "? \($0)" })
    #expect(OutcomeDelay(for: Self.numbered(3)) == .none)
    // A second a token: number 0 at 1, 1 at 3, 2 at 5, 3 at 7, 7 never.
    #expect(
      try log(.secondsPerToken(1)) == [
        "? 0", "! 0", "? 1", "? 2", "! 1", "? 3", "? 4", "! 2", "? 5", "? 6",
        "! 3", "? 7",
      ])
  }

  @Test func leavingTasksOutJudgesEveryAnswerOnce() {
    property("the others are learnt, each task is judged") { choices in
      let tasks = choices.int(2...5)
      let answers = Self.numbered(
        choices.int(tasks...40), tasks: tasks)
      let spy = Spy()
      var learnt = 0
      let report = try AccuracySuite(answers, split: .leaveOneTaskOut)
        .report(forecaster: "spy") {
          learnt += $0.count
          return spy
        }
      try requireEqual(spy.log.count, answers.count, "forecasts")
      try requireEqual(Set(spy.log).count, answers.count, "different ones")
      try requireEqual(learnt, answers.count * (tasks - 1), "learnt")
      try requireEqual(report.testCount, answers.count, "judged")
      try requireEqual(report.tasks.count, tasks, "tasks")
    }
  }

  @Test func randomSplitsReplayAndCoverAll() throws {
    func judged(_ seed: UInt64) throws -> [String] {
      let spy = Spy()
      var learnt: [String] = []
      _ = try AccuracySuite(
        Self.numbered(50), split: .random(0.4, seed: seed)
      ).report(forecaster: "spy") {
        learnt = $0.map { "! \($0.request.promptTokens ?? 0)" }
        return spy
      }
      #expect(Set(learnt.map { $0.dropFirst(2) }).count == 20)
      #expect(
        Set((learnt + spy.log).map { $0.dropFirst(2) }).count == 50)
      return spy.log
    }
    #expect(try judged(1) == judged(1))
    #expect(try judged(1) != judged(2))
  }

  @Test func lossesAreMeansOfThePinballLoss() {
    property("a direct sum agrees") { choices in
      let answers = Self.numbered(choices.int(2...40))
      let forecast = [0.3, 0.8].map { _ in
        Double(choices.int(1...9))
      }.sorted()
      let suite = try AccuracySuite(answers, levels: [0.3, 0.8])
      let report = try suite.report(quantiles: "fixed") { _ in forecast }
      var sum = 0.0
      for answer in answers.dropFirst(answers.count / 2) {
        for (quantile, level) in zip(forecast, [0.3, 0.8]) {
          let gap = Double(answer.tokens) - quantile
          sum += max(level * gap, (level - 1) * gap) / 2
        }
      }
      let mean = sum / Double(suite.testCount)
      try requireClose(
        report.meanPinball, mean, relative: 1e-13, absolute: 1e-13, "mean")
      try requireClose(
        report.losses.reduce(0, +) / Double(suite.testCount), mean,
        relative: 1e-13, absolute: 1e-13, "losses")
    }
  }

  @Test func cancelledAnswersAreStoodForByTheOthers() throws {
    // Half of the answers are cancelled at 50, whatever their length.
    var random = SplitMix64(seed: 8)
    let answers = (0..<40_000).map { _ in
      let length = Traffic.length(mean: 100, &random)
      let isCancelled = random.unit() < 0.5 && length > 50
      return RecordedAnswer(
        DecodeRequest(task: "chat"), tokens: isCancelled ? 50 : length,
        ending: isCancelled ? .cancelled : .stopped)
    }
    let whole = Traffic.answers(40_000, seed: 9, mean: { _ in 100 })
    func report(_ answers: [RecordedAnswer]) throws -> AccuracyReport {
      try AccuracySuite(answers, falseAlarm: 1e-6).report(quantiles: "right") {
        _ in
        Traffic.quantiles(mean: 100, [0.5, 0.9, 0.95, 0.99])
      }
    }
    let (cut, full) = (try report(answers), try report(whole))
    #expect(cut.verdict.isCalibrated, "\(cut)")
    #expect(abs(cut.meanPinball / full.meanPinball - 1) < 0.04)
    // What it would be if they were simply left out.
    let naive = try report(answers.filter { $0.ending == .stopped })
    #expect(naive.meanPinball < 0.96 * full.meanPinball)
  }

  @Test func anEstimatorIsJudgedByItsPlugInQuantiles() throws {
    let answers = Traffic.answers(
      400, seed: 6, task: { $0.isMultiple(of: 2) ? "a" : "b" },
      mean: { $0.isMultiple(of: 2) ? 10 : 100 })
    let suite = try AccuracySuite(answers)
    let estimator = try suite.report("per-task") {
      try DistributionalEstimator(DecodeModel(tables: $0))
    }
    let laws = try suite.report(.perTask)
    #expect(estimator.losses == laws.losses)
    #expect(estimator.levels.map(\.coverage) == laws.levels.map(\.coverage))
    let made = try DistributionalEstimator(
      DecodeModel(tables: LifeTables(Array(answers[..<200]))))
    #expect(try suite.report("per-task", of: made) == estimator)
  }

  @Test func allMethodsReplayToTheSameBits() throws {
    let answers = Traffic.answers(
      160, seed: 7, task: { $0.isMultiple(of: 3) ? "a" : "b" },
      cap: { _ in 600 })
    let suite = try AccuracySuite(answers)
    let methods: [AccuracyMethod] = [
      .pooled, .perTask, .windowed, .conditional, .frozenConditional,
      .calibrated, .family(.geometric), .regression(.quantile),
      .regression(.negativeBinomial),
    ]
    for method in methods {
      let report = try suite.report(method)
      #expect(try suite.report(method) == report)
      let decoded = try JSONDecoder().decode(
        AccuracyReport.self, from: JSONEncoder().encode(report))
      #expect(decoded == report, "\(method.name)")
      #expect(report.learnsOn == method.learnsOn)
      #expect(AccuracyMethod(named: method.name) == method)
      let own = try report.compared(with: report)
      #expect(own.ratio == 1 && own.lower == 1 && own.upper == 1)
      #expect(report.meanPinball < 200, "\(method.name)")
      if method != .regression(.quantile) {
        #expect((report.crps ?? .infinity) < 200, "\(method.name)")
      }
    }
  }

  @Test func comparisonsTellWhoIsBetter() throws {
    let suite = try AccuracySuite(Traffic.answers(4000, seed: 10))
    let right = try suite.report(quantiles: "right") { _ in
      Traffic.quantiles(mean: 200, [0.5, 0.9, 0.95, 0.99])
    }
    let wrong = try suite.report(quantiles: "wrong") { _ in
      Traffic.quantiles(mean: 400, [0.5, 0.9, 0.95, 0.99])
    }
    let comparison = try right.compared(with: wrong)
    #expect(comparison.upper < 1)
    #expect(comparison.pValue < 1e-6)
    #expect(
      abs(comparison.ratio - right.meanPinball / wrong.meanPinball) < 1e-12)
    let other = try AccuracySuite(Traffic.answers(100, seed: 1)).report(
      quantiles: "o"
    ) {
      _ in [1, 2, 3, 4]
    }
    #expect(throws: AccuracyError.notPaired("right", "o")) {
      try right.compared(with: other)
    }
  }
}
