import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("The README's suite")
struct ReadmeTests {
  @Test func threeLinesJudgeAnEstimator() throws {
    let path = Fixtures.url("chat.csv").path()
    let answers = try TraceReader().recordedAnswers(in: path).answers
    let report = try AccuracySuite(answers, tolerance: 0.05).report("mine") {
      try DistributionalEstimator(DecodeModel(tables: $0))
    }
    #expect(report.verdict.isCalibrated, "\(report)")
    // Drift shows where less is tolerated.
    let strict = try AccuracySuite(answers).report("mine") {
      try DistributionalEstimator(DecodeModel(tables: $0))
    }
    #expect(!strict.verdict.isCalibrated)
  }
}
