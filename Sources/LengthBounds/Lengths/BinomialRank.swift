import NumericalMethods
import RealModule

/// Ranks of order statistics that bound a quantile.
public enum BinomialRank {
  /// min { r : P(Bin(n, q) ≤ r − 1) ≥ confidence }.
  ///
  /// - Parameters:
  ///   - n: Observations, at least 0.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: r, or `nil` if it would have to exceed n.
  public static func rank(
    observations n: Int, level: Double, confidence: Double
  ) -> Int? {
    guard n >= 1,
      isEnough(rank: n, n, level: level, confidence: confidence)
    else { return nil }
    var (low, high) = (0, n)  // `low` is not enough, `high` is.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isEnough(rank: middle, n, level: level, confidence: confidence) {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }

  /// Whether P(Bin(n, q) ≥ r) ≤ 1 − confidence.
  ///
  /// Levels and confidences are decimals that binary fractions only
  /// approach, so that exact ties — two answers bound the 0.9-quantile with
  /// confidence 0.19 — are granted a rounding error.
  static func isEnough(
    rank: Int, _ n: Int, level: Double, confidence: Double
  ) -> Bool {
    let miss = logBinomialTails(
      atLeast: rank, trials: n, probability: level, failure: 1 - level
    ).upper
    return Double.exp(miss) <= (1 - confidence) + 0x1p-44 * (1 - confidence)
  }

  /// The ranks of the two order statistics around a quantile, with error
  /// shared equally: P(Bin(n, q) < lower) ≤ (1 − confidence)/2 and
  /// P(Bin(n, q) ≥ upper) ≤ (1 − confidence)/2.
  ///
  /// - Parameters:
  ///   - n: Observations, at least 0.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: The largest such lower and the least such upper rank, `nil`
  ///   where the end is open.
  public static func interval(
    observations n: Int, level: Double, confidence: Double
  ) -> (lower: Int?, upper: Int?) {
    let oneSided = (1 + confidence) / 2
    // Seen from the other end, a lower limit is an upper one for 1 − q.
    let mirrored = rank(
      observations: n, level: 1 - level, confidence: oneSided)
    return (
      mirrored.map { n - $0 + 1 },
      rank(observations: n, level: level, confidence: oneSided)
    )
  }

  /// The least n with a finite bound: min { n : 1 − qⁿ ≥ confidence }.
  ///
  /// 59 for q = confidence = 0.95, 299 for q = 0.99 at 0.95.
  ///
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public static func requiredObservations(
    level: Double, confidence: Double
  ) throws(BoundError) -> Int {
    try BoundError.require("level", inUnit: level)
    try BoundError.require("confidence", inUnit: confidence)
    // A little less than the real root, in case it is whole but for rounding.
    let root = Double.log(onePlus: -confidence) / Double.log(level)
    guard root < 0x1p62 else { return .max }
    return max(Int((root * (1 - 0x1p-44)).rounded(.up)), 1)
  }
}
