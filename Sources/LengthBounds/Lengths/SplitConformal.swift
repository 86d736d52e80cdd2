/// Split conformal prediction around any predictor of the length.
///
/// Answers that the predictor has not seen get a score each, large where the
/// predictor fell short; the threshold is the ⌈(n + 1)·level⌉-th smallest.
/// Then P(score of the next answer ≤ threshold) ≥ level, however bad the
/// predictor and whatever the law.
///
/// ```swift
/// // Conformalised quantile regression: length less predicted quantile.
/// let conformal = try SplitConformal(
///   scores: answers.map { Double($0.length) - predictor.p95($0) },
///   level: 0.95)
/// conformal.limit(for: predictor.p95(request))
/// ```
///
/// Assumption: the calibration answers and the next one are exchangeable, and
/// the predictor was made without them. A censored answer has the score
/// `.infinity`.
///
/// Source: Y. Romano, E. Patterson and E. Candès, "Conformalized quantile
/// regression", NeurIPS 32 (2019), arXiv:1905.03222.
public struct SplitConformal: Sendable, Hashable {
  /// The level, in (0, 1).
  public let level: Double
  /// The calibration scores, n.
  public let observations: Int
  /// The rank of the threshold; `nil` if the scores are too few.
  public let rank: Int?
  /// The least score that the promise needs; `.infinity` if there is none.
  public let threshold: Double

  /// A calibration by scores.
  ///
  /// - Parameters:
  ///   - scores: One for each answer, in any order; `.infinity` if it was
  ///     censored.
  ///   - level: In (0, 1).
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `invalidScore`.
  public init(scores: [Double], level: Double) throws(BoundError) {
    try BoundError.require(level: level)
    if let wrong = scores.first(where: \.isNaN) {
      throw .invalidScore(name: "score", value: wrong)
    }
    self.level = level
    observations = scores.count
    rank = ConformalRank.rank(observations: scores.count, level: level)
    threshold = rank.map { scores.sorted()[$0 - 1] } ?? .infinity
  }

  /// The bound for the next answer where scores are length less prediction.
  ///
  /// - Parameter prediction: What the predictor says of that answer.
  /// - Returns: ⌊prediction + threshold⌋ tokens and at least 1; unbounded if
  ///   that is not finite.
  public func limit(for prediction: Double) -> Bound.Limit {
    Bound.Limit(reach: prediction + threshold)
  }
}

extension Bound.Limit {
  /// The longest length up to a real number, within rounding.
  init(reach: Double) {
    // A length less a prediction plus that prediction may fall short of it.
    let reach = reach + abs(reach) * 0x1p-40
    self =
      reach < 0x1p62
      ? .tokens(max(Int(max(reach, 1).rounded(.down)), 1)) : .unbounded
  }
}
