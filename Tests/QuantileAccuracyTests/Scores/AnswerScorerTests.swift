import DecodeEstimators
import DecodeStatistics
import Testing

@testable import QuantileAccuracy

@Suite("Answers beside their quantiles")
struct AnswerScorerTests {
  /// P(N ≤ q) counts an answer of q tokens in.
  @Test func anAnswerAtTheQuantileDoesNotExceedIt() throws {
    let answer = RecordedAnswer(
      DecodeRequest(task: "a"), tokens: 10, ending: .stopped)
    let scorer = try AnswerScorer(judged: [answer], longest: 10)
    #expect(scorer.isExceeded(answer, 9) == true)
    #expect(scorer.isExceeded(answer, 10) == false)
    #expect(scorer.isExceeded(answer, 11) == false)
  }
}
