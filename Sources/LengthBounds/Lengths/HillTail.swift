public import LengthLaws
import RealModule

/// The power of a tail, from the longest answers: an *estimate* for
/// extrapolation, never a bound.
///
///     γ = Σ_{j=1..k} log(X₍ₙ₋ⱼ₊₁₎ / X₍ₙ₋ₖ₎) / d
///
/// with d the answers among the k longest that ended: without censoring d = k,
/// Hill's estimator. Of two equally long answers the censored counts as longer.
///
/// Source: B. M. Hill, Ann. Statist. 3, 1163 (1975),
/// doi:10.1214/aos/1176343247; J. Beirlant et al., Extremes 10, 151 (2007),
/// doi:10.1007/s10687-007-0039-y, for the censored form.
public struct HillTail: Sendable, Hashable {
  /// γ: P(N > x) falls like x^(−1/γ).
  public let index: Double
  /// X₍ₙ₋ₖ₎, beyond which the tail begins.
  public let threshold: Double
  /// k, the answers in the tail.
  public let exceedances: Int
  /// n, all answers.
  public let observations: Int
  /// P(N > X₍ₙ₋ₖ₎): k/n, or under censoring the Kaplan–Meier estimate.
  public let tailProbability: Double

  /// A tail of known index.
  ///
  /// - Parameters:
  ///   - index: γ.
  ///   - threshold: Where the tail begins.
  ///   - exceedances: k.
  ///   - observations: n, more than k.
  ///   - tailProbability: P(N > threshold); `nil` is k/n.
  /// - Precondition: 1 ≤ `exceedances` < `observations`.
  public init(
    index: Double, threshold: Double, exceedances: Int, observations: Int,
    tailProbability: Double? = nil
  ) {
    precondition(
      exceedances >= 1 && exceedances < observations,
      "Exceedances should be in 1..<\(observations), but are \(exceedances)")
    self.tailProbability =
      tailProbability ?? Double(exceedances) / Double(observations)
    self.index = index
    self.threshold = threshold
    self.exceedances = exceedances
    self.observations = observations
  }

  /// The quantile that is exceeded with a probability p, X₍ₙ₋ₖ₎ (P/p)^γ with
  /// P the tail's probability.
  ///
  /// - Parameter p: In (0, P].
  /// - Returns: The estimate in tokens, or `nil` for p outside the tail.
  ///
  /// Source: I. Weissman, JASA 73, 812 (1978),
  /// doi:10.1080/01621459.1978.10480104.
  public func quantile(exceededWith p: Double) -> Double? {
    guard p > 0, p <= tailProbability else { return nil }
    return threshold * Double.pow(tailProbability / p, index)
  }
}

extension LifeTable {
  /// The power of the tail from the `exceedances` longest answers.
  ///
  /// - Parameter k: At least 1.
  /// - Returns: The tail, or `nil` if there are no more than k answers or
  ///   none of the k longest ended.
  public func hillTail(exceedances k: Int) -> HillTail? {
    guard k >= 1, k < count else { return nil }
    // Longest first, censored before ended.
    var (left, ended) = (k, 0)
    var taken: [(length: Double, count: Double)] = []
    var threshold: Int?
    for row in rows.reversed() {
      for (count, isEnded) in [(row.censored, false), (row.stopped, true)]
      where count > 0 && threshold == nil {
        let some = min(count, left)
        taken.append((Double(row.length), Double(some)))
        if isEnded { ended += some }
        left -= some
        if count > some { threshold = row.length }
      }
    }
    guard let threshold, ended > 0 else { return nil }
    let sum = taken.reduce(0) {
      $0 + $1.count * Double.log($1.length / Double(threshold))
    }
    let curve = censoredCount > 0 ? try? KaplanMeier(self) : nil
    return HillTail(
      index: sum / Double(ended), threshold: Double(threshold),
      exceedances: k, observations: count,
      tailProbability: curve?.survival(at: threshold.next))
  }
}
