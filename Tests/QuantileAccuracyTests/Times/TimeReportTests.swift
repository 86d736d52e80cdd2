import DecodeEstimators
import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Times judged like lengths")
struct TimeReportTests {
  private static func normal(_ random: inout SplitMix64) -> Double {
    (-2 * log(1 - random.unit())).squareRoot()
      * cos(2 * Double.pi * random.unit())
  }

  /// Answers of a server that every model of the package is right for: a time
  /// per token with log-normal noise, and a prefill linear in the prompt.
  private static func answers(_ count: Int) -> [RecordedAnswer] {
    var random = SplitMix64(seed: 17)
    return (0..<count).map { place in
      let gpu = place.isMultiple(of: 2) ? 1.0 : 2
      let prompt = 50 + Int(1500 * random.unit())
      let tokens = 1 + Int(-120 * log(1 - random.unit()))
      return RecordedAnswer(
        DecodeRequest(
          task: place % 3 == 0 ? "a" : "b", promptTokens: prompt,
          configuration: ServingConfiguration(["gpu": "\(Int(gpu))"])),
        tokens: tokens, ending: .stopped,
        decodeTime: .seconds(
          0.02 * gpu * Double(tokens) * exp(0.15 * normal(&random))),
        prefillTime: .seconds(
          gpu * (0.03 + 1e-4 * Double(prompt)) * exp(0.1 * normal(&random))))
    }
  }

  @Test func whatIsServedIsRightAndBetterThanBaselines() throws {
    let suite = try AccuracySuite(
      Self.answers(480), split: .folds(3), tolerance: 0.015)
    let reports = try suite.timeReports()
    // Two configurations, four times, four methods.
    #expect(reports.count == 32)
    for report in reports where report.method == .served {
      #expect(report.testCount == 240)
      #expect(report.verdict.isCalibrated, "\(report.quantity): \(report)")
      let pooled = try #require(
        reports.first {
          $0.configuration == report.configuration
            && $0.quantity == report.quantity && $0.method == .pooled
        })
      #expect(report.meanPinball < 1.03 * pooled.meanPinball)
      switch report.quantity {
      case .prefill, .decodeGivenTokens:
        // What is known of the request tells most of the time.
        #expect(report.meanPinball < 0.5 * pooled.meanPinball)
        #expect(try #require(report.rSquared) > 0.8)
      case .decode, .total: break
      }
    }
    let known = try #require(
      reports.first {
        $0.quantity == .decodeGivenTokens && $0.method == .served
      })
    // E|1 − e^{0.15 Z}| is 0.12.
    #expect(abs(try #require(known.medianPercentageError) - 0.12) < 0.02)
  }

  /// Planted: times that a model does not know of, half as long again, are
  /// called too low.
  @Test func wrongTimesAreSeen() throws {
    var answers = Self.answers(800)
    for place in 400..<800 {
      answers[place].decodeTime = answers[place].decodeTime.map { $0 * 3 / 2 }
    }
    let reports = try AccuracySuite(answers).timeReports()
    let served = reports.filter {
      $0.method == .served && $0.quantity == .decodeGivenTokens
    }
    #expect(served.count == 2)
    for report in served {
      #expect(!report.verdict.isCalibrated)
      #expect(report.verdict.findings.allSatisfy { $0.verdict == .tooLow })
    }
  }

  @Test func foldsJudgeEveryAnswerOnce() throws {
    let answers = Self.answers(103)
    let suite = try AccuracySuite(answers, split: .folds(5))
    var judged: [Int] = []
    _ = try suite.report(.frozenConditional) { judged.append($0.row) }
    #expect(suite.testCount == 103)
    #expect(Set(judged) == Set(1...103))
    #expect(judged.count == 103 * suite.levels.count)
    #expect(throws: AccuracyError.self) {
      try AccuracySuite(answers, split: .folds(1))
    }
    // Nothing measured, nothing judged.
    let bare = answers.map { answer in
      var answer = answer
      (answer.decodeTime, answer.prefillTime) = (nil, nil)
      return answer
    }
    #expect(try AccuracySuite(bare).timeReports().isEmpty)
  }

  /// Plans are by the measured times that judge them.
  @Test func utilizationPlansWithMeasuredTimes() throws {
    let answers = Self.answers(600)
    let backtest = try Backtest(AccuracySuite(answers))
    #expect(!backtest.model.model.isLatencyAssumed)
    let report = try backtest.report(
      budget: LatencyBudget(total: .seconds(30)))
    let bound = try #require(
      report.rows.first { $0.policy == "3 conservative" })
    #expect(bound.kind == .upperConfidenceBound)
    let rate = bound.overruns
    #expect(rate.trials == 300)
    // 5 % were asked for; the published latency would overrun in half.
    #expect(rate.lower < 0.05)
  }
}
