import LengthLaws
import NumericalMethods
import RealModule

extension BinomialRank {
  /// The least n at which the r-th longest answer bounds the q-quantile.
  ///
  ///     min { n : P(Bin(n, 1 − q) ≥ r) ≥ confidence }.
  ///
  /// Order 2 is also Wilks's two-sided n: the shortest and the longest of n
  /// answers hold between them a share q of the law.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - order: r ≥ 1; 1 is the longest answer.
  /// - Returns: n, or `Int.max` beyond 2⁵³.
  /// - Throws: `BoundError` if an argument is out of range.
  ///
  /// Source: S. S. Wilks, Ann. Math. Statist. 12, 91 (1941),
  /// doi:10.1214/aoms/1177731788.
  public static func requiredObservations(
    level: Double, confidence: Double, order: Int
  ) throws(BoundError) -> Int {
    try BoundError.require("level", inUnit: level)
    try BoundError.require("confidence", inUnit: confidence)
    try BoundError.require("order", order, atLeast: 1)
    return leastCount(from: order) { n in
      isEnough(rank: n - order + 1, n, level: level, confidence: confidence)
    }
  }

  /// P(Bin(n, q) ≤ r − 1): how often the r-th shortest of n answers is above
  /// the q-quantile of a continuous law, and at least how often it is not
  /// below that of a discrete one.
  ///
  /// - Parameters:
  ///   - rank: r in 1...n.
  ///   - n: Observations, at least 1.
  ///   - level: q in (0, 1).
  /// - Returns: A probability.
  /// - Throws: `BoundError` if an argument is out of range.
  public static func coverage(
    rank: Int, observations n: Int, level: Double
  ) throws(BoundError) -> Double {
    try BoundError.require("level", inUnit: level)
    try BoundError.require("rank", rank, atLeast: 1)
    try BoundError.require("observations", n, atLeast: rank)
    return Double.exp(
      logBinomialTails(
        atLeast: rank, trials: n, probability: level, failure: 1 - level
      ).lower)
  }

  /// The least count from `first` on that has a property which all larger
  /// ones have too; `Int.max` if none up to 2⁵³ has it.
  static func leastCount(
    from first: Int = 1, where isEnough: (Int) -> Bool
  ) -> Int {
    guard first <= LifeTable.maximumCount else { return .max }
    var (low, high) = (first - 1, first)
    while !isEnough(high) {
      guard high <= LifeTable.maximumCount / 2 else { return .max }
      (low, high) = (high, 2 * high)
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
