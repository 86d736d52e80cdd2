import DecodeEstimators
import DecodeStatistics
import Testing

@testable import QuantileAccuracy

@Suite("What a verdict divides, and where an answer ends")
struct SharedFalseAlarmTests {
  private static func coverage(
    _ level: Double, covered: Int
  ) throws -> QuantileCoverage {
    var coverage = try QuantileCoverage(level: level)
    for answer in 0..<100 {
      coverage.record(length: answer < covered ? 1 : 9, forecast: 5)
    }
    return coverage
  }

  /// Of 100 answers a median may cover 35 at a false alarm of 0.25 %, two
  /// levels sharing half of 1 %, and 36 at 0.5 %.
  @Test func theFalseAlarmIsDividedOverLevels() throws {
    let fine = try Self.coverage(0.9, covered: 90)
    func isCalibrated(_ covered: Int, _ others: [QuantileCoverage]) throws
      -> Bool
    {
      try AccuracyVerdict(
        levels: [Self.coverage(0.5, covered: covered)] + others, blocks: [],
        tasks: [], falseAlarm: 0.01, tolerance: 0
      ).isCalibrated
    }
    #expect(try isCalibrated(35, [fine]))
    #expect(try !isCalibrated(34, [fine]))
    #expect(try isCalibrated(36, []))
    #expect(try !isCalibrated(35, []))
  }

  /// What a capped answer would have become is not known: a longer forecast
  /// costs nothing, whether its cap was recorded or not.
  @Test func aCappedAnswerIsJudgedUpToWhereItEnded() throws {
    for cap in [nil, 10] {
      let answer = RecordedAnswer(
        DecodeRequest(cap: cap), tokens: 10, ending: .capped)
      let scorer = try AnswerScorer(judged: [answer], longest: 100)
      let losses = scorer.pinball(answer, [20, 10, 4], [0.9, 0.9, 0.9])
      #expect(losses[0] == 0)
      #expect(losses[1] == 0)
      #expect(abs(losses[2] - 5.4) < 1e-12)
    }
  }
}
