import LengthLaws
import NumericalMethods
import RealModule

/// Ranks of order statistics that bound the next observation.
public enum ConformalRank {
  /// ⌈(n + 1)·level⌉, or `nil` if that exceeds n.
  ///
  /// Among n + 1 exchangeable observations every rank of the last is equally
  /// likely, so it is at most the r-th smallest of the others with probability
  /// of at least r/(n + 1). A level is a decimal that a binary fraction only
  /// approaches, so a product within rounding of a whole number is that
  /// number: ⌈100 · 0.55⌉ is 55.
  ///
  /// - Parameters:
  ///   - n: Observations, at least 0.
  ///   - level: In (0, 1).
  /// - Returns: The rank, counting from 1 at the smallest.
  ///
  /// Source: J. Lei et al., JASA 113, 1094 (2018),
  /// doi:10.1080/01621459.2017.1307116.
  public static func rank(observations n: Int, level: Double) -> Int? {
    guard n >= 1, level > 0, level < 1 else { return nil }
    let product = (Double(n) + 1) * level
    let rank = (product * (1 - 0x1p-50)).rounded(.up)
    return rank <= Double(n) ? max(Int(rank), 1) : nil
  }

  /// The least n with a rank: 19 for a level of 0.95, 99 for 0.99.
  ///
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public static func requiredObservations(
    level: Double
  ) throws(BoundError) -> Int {
    try BoundError.require(level: level)
    var (low, high) = (0, 1)  // `low` is not enough.
    while rank(observations: high, level: level) == nil {
      guard high < 1 << 52 else { return .max }
      (low, high) = (high, 2 * high)
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if rank(observations: middle, level: level) == nil {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }
}

/// The law of a conformal bound's conditional coverage: what P(next ≤ bound)
/// turns out to be, given the data.
///
/// A conformal bound promises its level on average over data. With one set of
/// n calibration observations, of a continuous law, the coverage is random,
///
///     P(next ≤ X₍ₖ₎ | data) ~ Beta(k, n + 1 − k),
///
/// and ties can only raise it.
///
/// Source: V. Vovk, "Conditional validity of inductive conformal predictors",
/// ACML (2012), PMLR 25, 475.
public struct ConformalCoverage: Sendable, Hashable {
  /// k, the rank of the bound.
  public let rank: Int
  /// n, the calibration observations.
  public let observations: Int

  /// The law of the coverage of a bound by that many observations, or `nil` if
  /// they are too few for one.
  ///
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public init?(observations: Int, level: Double) throws(BoundError) {
    try BoundError.require(level: level)
    guard
      let rank = ConformalRank.rank(observations: observations, level: level)
    else { return nil }
    self.rank = rank
    self.observations = observations
  }

  /// k/(n + 1), the promise: at least the level.
  public var mean: Double { Double(rank) / (Double(observations) + 1) }

  /// P(coverage ≥ x).
  ///
  /// - Parameter coverage: x.
  /// - Returns: The probability over the data.
  public func probability(ofAtLeast coverage: Double) -> Double {
    guard coverage > 0 else { return 1 }
    guard coverage < 1 else { return 0 }
    let (a, b) = (Double(rank), Double(observations - rank + 1))
    return Double.exp(
      IncompleteBeta(
        a: a, b: b, x: coverage, y: 1 - coverage,
        difference: a * (1 - coverage) - b * coverage
      ).logTails.upper)
  }

  /// The coverage that is fallen short of with a probability.
  ///
  /// - Parameter probability: In (0, 1).
  /// - Returns: The quantile of the beta law.
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `inference` if no root
  ///   is found.
  public func quantile(_ probability: Double) throws(BoundError) -> Double {
    guard probability > 0, probability < 1 else {
      throw .probabilityOutOfRange(name: "probability", value: probability)
    }
    do throws(NumericalError) {
      return try betaQuantile(
        Double(rank), Double(observations - rank + 1),
        tails: LogTails(
          lower: Double.log(probability),
          upper: Double.log(onePlus: -probability)))
    } catch {
      throw .law(.notConverged("beta quantile: \(error)"))
    }
  }
}
