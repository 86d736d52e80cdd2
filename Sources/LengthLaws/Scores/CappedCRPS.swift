/// The continuous ranked probability score of min(N, c), in tokens.
///
///     Σ_{k<c} (F(k) − 1{y ≤ k})²
///
/// It compares what happens under a cap with what was forecast of that, for
/// *all* answers, whether they reach the cap or not. An answer cut at c is
/// then as good as one that ended; the score is finite for every law, also
/// one that leaves mass at infinity, and proper for the law of min(N, c).
///
/// Means are over answers under one cap, or with caps that were fixed before
/// the answers; an answer cancelled below its cap has no such score: see
/// `CensoringWeights`.
///
/// ```swift
/// let crps = CappedCRPS(law, through: 4096)
/// crps.score(ofLength: 388, cap: 4096)  // ended
/// crps.score(ofLength: 1024, cap: 1024)  // ended at its cap, or cut there
/// ```
public struct CappedCRPS: Sendable {
  private let sums: SquareSums

  /// The scores of a law for caps up to `cap`.
  ///
  /// - Parameters:
  ///   - law: The forecast of N, which it caps itself.
  ///   - cap: In 1...2²²; numbers outside count as the nearer end.
  public init(_ law: some LengthDistribution, through cap: Int) {
    let cap = min(max(cap, 1), DiscreteCRPS.longest)
    sums = SquareSums(law, through: cap - 1)
  }

  /// The score of an answer.
  ///
  /// - Parameters:
  ///   - length: Tokens generated; c or more for an answer that was cut.
  ///   - cap: c, at least 1 and at most the greatest cap that scores were
  ///     built for; numbers outside count as the nearer end.
  /// - Returns: The score in tokens, in 0...c − 1 from length 1 on.
  public func score(ofLength length: Int, cap: Int) -> Double {
    let c = min(max(cap, 1), sums.below.count)
    let y = min(max(length, 1), c)
    // Beyond y up to c, and nothing from there.
    return sums.below[y - 1] + (sums.beyond[y - 1] - sums.beyond[c - 1])
      + DiscreteCRPS.distanceToSupport(length)
  }
}
