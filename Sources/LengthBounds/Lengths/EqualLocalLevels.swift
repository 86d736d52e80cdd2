import NumericalMethods
import RealModule

/// Simultaneous limits for uniform order statistics with one local level.
///
/// The r-th smallest of n uniforms is at least L(r), the η-quantile of
/// Beta(r, n − r + 1), for all ranks of a grid at once with a probability of
/// exactly the confidence; two-sided, it is within the η- and the
/// (1 − η)-quantile. The tails get their share of the error, where the band
/// of Dvoretzky, Kiefer and Wolfowitz has hardly any precision.
///
/// The grid holds every rank among the 64 at either end; further in, ranks
/// are apart by a quarter of a standard deviation or, past 2¹⁴ from the end,
/// by 1/512 of the way. Between two ranks the limit of the lower one holds.
/// Beyond `exactLimit` answers η is Bonferroni's over the grid, which keeps
/// the promise and is more careful.
///
/// Source: S. Aldor-Noiman, L. D. Brown, A. Buja, W. Rolke and R. A. Stine,
/// Am. Stat. 67, 249 (2013), doi:10.1080/00031305.2013.847865.
struct EqualLocalLevels: Sendable, Hashable {
  let observations: Int
  /// The grid, ascending and symmetric.
  let ranks: [Int]
  /// 1 − L(r): the upper limit of P(N > k) when `ranks[i]` answers are at
  /// most k.
  private(set) var limits: [Double] = []
  /// η.
  private(set) var localLevel: Double

  /// The most answers for which the joint probability is computed.
  static let exactLimit = 1 << 13

  init(
    observations n: Int, confidence: Double, isTwoSided: Bool
  ) throws(BoundError) {
    observations = n
    ranks = Self.grid(n)
    let sides = isTwoSided ? 2.0 : 1
    localLevel = (1 - confidence) / (sides * Double(ranks.count))
    if n <= Self.exactLimit {
      try search(confidence, isTwoSided: isTwoSided)
    }
    limits = try limits(logLevel: Double.log(localLevel))
  }

  private static func grid(_ n: Int) -> [Int] {
    var low: [Int] = []
    var rank = 1
    while rank <= n / 2 + n % 2 {
      low.append(rank)
      rank += max(1, Int(Double(rank).squareRoot() / 4), rank / 512)
    }
    let high = low.reversed().map { n - $0 + 1 }
    return low + (low.last == high.first ? high.dropFirst() : high[...])
  }

  private func limits(logLevel: Double) throws(BoundError) -> [Double] {
    let tails = LogTails(lower: logOneMinusExp(logLevel), upper: logLevel)
    var limits: [Double] = []
    limits.reserveCapacity(ranks.count)
    for rank in ranks {
      do throws(NumericalError) {
        limits.append(
          try betaQuantile(
            Double(observations - rank + 1), Double(rank), tails: tails))
      } catch {
        throw .notConverged("beta quantile: \(error)")
      }
    }
    return limits
  }

  /// The probability that all limits hold.
  private func coverage(
    logLevel: Double, isTwoSided: Bool
  ) throws(BoundError) -> Double {
    let limits = try limits(logLevel: logLevel)
    typealias Limit = NoncrossingProbability.Limit
    let lower = zip(ranks, limits).map { rank, limit in
      Limit(time: 1 - limit, least: 0, most: rank - 1)
    }
    // The upper limit of a rank mirrors the lower one of its counterpart.
    let upper =
      !isTwoSided
      ? []
      : zip(ranks, limits.reversed()).map { rank, limit in
        Limit(time: limit, least: rank, most: observations)
      }
    return NoncrossingProbability.probability(
      points: observations,
      within: (lower + upper).sorted { $0.time < $1.time })
  }

  /// The largest η with the confidence, by false position in log η, starting
  /// from Bonferroni's, which has it.
  private mutating func search(
    _ confidence: Double, isTwoSided: Bool
  ) throws(BoundError) {
    // More than the rounding of the recursion.
    let target = confidence + 1e-11
    var (low, high) = (
      Double.log(localLevel), Double.log(onePlus: -confidence)
    )
    var over = try coverage(logLevel: low, isTwoSided: isTwoSided) - target
    var under = try coverage(logLevel: high, isTwoSided: isTwoSided) - target
    guard over > 0, under < 0 else { return }
    var last = 0
    for _ in 0..<60 where high - low > 1e-8 {
      let middle = low + (high - low) * over / (over - under)
      let excess =
        try coverage(logLevel: middle, isTwoSided: isTwoSided) - target
      if excess >= 0 {
        (low, over) = (middle, excess)
        if last > 0 { under /= 2 }
        last = 1
      } else {
        (high, under) = (middle, excess)
        if last < 0 { over /= 2 }
        last = -1
      }
      if excess == 0 || (excess > 0 && excess < 1e-10) { break }
    }
    localLevel = Double.exp(low)
  }

  /// The upper limit of P(N > k) when so many answers are at most k.
  func survival(ended: Int) -> Double {
    var (low, high) = (0, ranks.count)
    while low < high {
      let middle = (low + high) / 2
      if ranks[middle] <= ended { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? limits[low - 1] : 1
  }
}
