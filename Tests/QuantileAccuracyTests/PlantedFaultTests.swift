import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy
import TestSupport
import Testing

/// Faults that a report must find, beside right forecasts that it must not
/// fault.
@Suite("Planted faults in forecasts")
struct PlantedFaultTests {
  private static let levels = [0.5, 0.9, 0.95, 0.99]

  @Test func aNinetyThirdPercentileIsNoNinetyFifth() throws {
    let suite = try AccuracySuite(
      Traffic.answers(20_000, seed: 1), falseAlarm: 1e-6)
    let right = try suite.report(quantiles: "right") { _ in
      Traffic.quantiles(mean: 200, Self.levels)
    }
    #expect(right.verdict.isCalibrated, "\(right)")
    let wrong = try suite.report(quantiles: "wrong") { _ in
      Traffic.quantiles(mean: 200, [0.5, 0.9, 0.93, 0.99])
    }
    let finding = try #require(wrong.verdict.findings.first)
    #expect(finding.scope == .all)
    #expect(finding.level == 0.95)
    #expect(finding.verdict == .tooLow)
    #expect(abs(finding.coverage - 0.93) < 0.01)
    #expect(wrong.levels[2].pinball > right.levels[2].pinball)
  }

  @Test func quantilesThatAreTooHighAreFoundToo() throws {
    let suite = try AccuracySuite(
      Traffic.answers(20_000, seed: 2), falseAlarm: 1e-6)
    let wrong = try suite.report(quantiles: "wrong") { _ in
      Traffic.quantiles(mean: 200, [0.5, 0.9, 0.97, 0.99])
    }
    #expect(wrong.verdict.findings.map(\.level).contains(0.95))
    #expect(wrong.verdict.findings.allSatisfy { $0.verdict == .tooHigh })
  }

  @Test func anEstimatorThatIgnoresDriftIsFound() throws {
    // Right on the whole of the judged half, wrong in each part of it.
    let means = [200.0, 200, 100, 150, 230, 320]
    let answers = Traffic.answers(
      24_000, seed: 3, mean: { means[$0 / 4000] })
    let suite = try AccuracySuite(
      answers, split: .temporal(1.0 / 3), falseAlarm: 1e-6, tolerance: 0.015)
    let frozen = try suite.report(.pooled)
    #expect(!frozen.verdict.isCalibrated)
    #expect(
      frozen.verdict.findings.contains {
        if case .part = $0.scope { true } else { false }
      })
    let informed = try AccuracySuite(
      answers, split: .temporal(1.0 / 3), falseAlarm: 1e-6
    ).report(
      "informed", of: DriftingForecaster { means[min($0, 23_999) / 4000] },
      observing: .throughout)
    #expect(informed.drift?.alarm == nil)
    let alarm = try #require(frozen.drift?.alarm)
    #expect(alarm < 4000)
    #expect(informed.verdict.isCalibrated, "\(informed)")
  }

  @Test func anEstimatorThatTakesCappedAnswersForStoppedIsFound() throws {
    // Half of the requests allow 100 tokens, the others 4000.
    let answers = Traffic.answers(
      24_000, seed: 4, cap: { $0.isMultiple(of: 2) ? 100 : 4000 })
    let suite = try AccuracySuite(answers, falseAlarm: 1e-6)
    let right = try suite.report("right") {
      try DistributionalEstimator(DecodeModel(tables: $0))
    }
    #expect(right.verdict.isCalibrated, "\(right)")
    let wrong = try suite.report("capped as stopped") { (tables: LifeTables) in
      var stopped = LifeTables()
      for task in tables.tasks {
        for row in tables[task]?.rows ?? [] {
          try stopped.record(
            task: task, length: row.length, ending: .stopped,
            count: row.total)
        }
      }
      return try DistributionalEstimator(DecodeModel(tables: stopped))
    }
    #expect(wrong.verdict.findings.contains { $0.verdict == .tooLow })
    #expect(wrong.meanPinball > right.meanPinball)
  }

  @Test func aTaskWithWrongQuantilesIsFound() throws {
    // One in thirty: the whole shows nothing of it.
    let answers = Traffic.answers(
      30_000, seed: 5, task: { $0.isMultiple(of: 30) ? "rare" : "usual" },
      mean: { $0.isMultiple(of: 30) ? 400 : 200 })
    let suite = try AccuracySuite(answers, falseAlarm: 1e-6, tolerance: 0.02)
    let pooled = try suite.report(.pooled)
    #expect(
      Set(pooled.verdict.findings.map(\.scope)) == [.task("rare")],
      "\(pooled)")
    let own = try suite.report(.perTask)
    #expect(own.verdict.isCalibrated, "\(own)")
  }

  /// Right forecasts are faulted no more often than promised.
  @Test func falseAlarmsAreAsRareAsPromised() throws {
    let (runs, promised) = (300, 0.05)
    var alarms = 0
    for run in 0..<runs {
      let suite = try AccuracySuite(
        Traffic.answers(
          120, seed: UInt64(1000 + run),
          task: { $0.isMultiple(of: 3) ? "a" : "b" }),
        split: .temporal(0.1), falseAlarm: promised)
      let report = try suite.report(quantiles: "right") { _ in
        Traffic.quantiles(mean: 200, Self.levels)
      }
      alarms += report.verdict.isCalibrated ? 0 : 1
    }
    let most = largestPlausibleCount(
      trials: runs, probability: promised, falseAlarm: 1e-9)
    #expect(alarms <= most)
  }
}

/// Knows the mean of every place.
private struct DriftingForecaster: LengthForecaster {
  var seen = 0
  let mean: @Sendable (Int) -> Double

  init(mean: @escaping @Sendable (Int) -> Double) { self.mean = mean }

  func forecast(_ request: RequestFeatures) -> LengthForecast {
    let law = try? Geometric(p: 1 / mean(seen))
    return LengthForecast(request, law: law ?? SurvivalStepFunction.unknown)
  }

  mutating func observe(_ outcome: Outcome, of forecast: LengthForecast) {
    seen += 1
  }
}
