import DecodeTimes
import Testing

@Suite("Summaries of errors")
struct ErrorSummaryTests {
  /// 1 − (1 − R²)·(n − 1)/(n − p).
  @Test func rSquaredIsAdjustedForTheUnknowns() throws {
    let observed = [1.0, 2, 3, 4, 6]
    let predicted = [1.1, 1.9, 3.2, 4.1, 5.7]
    let summary = ErrorSummary(
      observed: observed, predicted: predicted, unknowns: 2)
    // Σ(y − ŷ)² = 0.16, Σ(y − 3.2)² = 14.8.
    let unexplained: Double = 0.16 / 14.8
    let plain = try #require(summary.rSquared)
    let adjusted = try #require(summary.adjustedRSquared)
    #expect(abs(plain - (1 - unexplained)) < 1e-12)
    #expect(abs(adjusted - (1 - unexplained * 4 / 3)) < 1e-12)
  }
}
