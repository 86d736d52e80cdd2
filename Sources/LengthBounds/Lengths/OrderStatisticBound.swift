public import LengthLaws
import NumericalMethods
import RealModule

extension LifeTable {
  /// The upper confidence bound for the q-quantile of N from the ranks of the
  /// answers alone, whatever the law.
  ///
  /// The bound is the r-th shortest of n answers with
  ///
  ///     r = min { r : P(Bin(n, q) ≤ r − 1) ≥ confidence },
  ///
  /// for then P(X₍ᵣ₎ ≥ quantile) ≥ confidence: fewer than r answers lie below
  /// the quantile with at least that probability. If no r ≤ n will do there is
  /// no bound, and `requiredObservations` is how many answers it takes.
  ///
  /// A censored answer counts as longer than every other, which can only
  /// raise the bound. So ranks below a common cap are exact, a rank that falls
  /// among the censored is unbounded for N and equals the cap for min(N, c),
  /// and the promise holds under mixed caps and cancellations too, however
  /// they depend on the length; it is then more careful than it need be.
  ///
  /// Assumption: the answers are independent draws from one law.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if a probability is out of range or there is no
  ///   answer.
  ///
  /// Source: S. S. Wilks, Ann. Math. Statist. 12, 91 (1941),
  /// doi:10.1214/aoms/1177731788; G. J. Hahn and W. Q. Meeker, *Statistical
  /// Intervals*, § 5.3.
  public func orderStatisticBound(
    level: Double, confidence: Double
  ) throws(BoundError) -> Bound {
    let required = try BinomialRank.requiredObservations(
      level: level, confidence: confidence)
    guard count > 0 else { throw .noAnswers }
    let rank = BinomialRank.rank(
      observations: count, level: level, confidence: confidence)
    return Bound(
      level: level, confidence: confidence, kind: .upperConfidenceBound,
      method: .orderStatistic,
      limit: rank.flatMap(stoppedLength).map { .tokens($0) } ?? .unbounded,
      rank: rank, observations: count, requiredObservations: required)
  }

  /// The length of the `rank`-th shortest answer that ended, all censored ones
  /// being longer.
  func stoppedLength(rank: Int) -> Int? {
    var seen = 0
    for row in rows {
      seen += row.stopped
      if seen >= rank { return row.length }
    }
    return nil
  }
}
