import RealModule

/// A law of N, the number of output tokens of one answer, on {1, 2, …}.
///
/// The survival function is S(k) = P(N ≥ k), so S(1) = 1 and
/// P(N = k) = S(k) − S(k + 1). A family gives `logMass` and `logSurvival` in
/// log space, where a tail of 10⁻³⁰⁰ is as exact as one of ½; everything else
/// has a default that follows from them. Each of these is a requirement, so
/// that a family's own faster form is used in generic code as well. A law's
/// curve and its single values agree to the last bit.
///
/// Beware of other conventions: SciPy's `sf(k)` is P(N > k) = S(k + 1).
///
/// A law may be *defective*: `KaplanMeier` leaves the mass that censoring
/// hides at infinity. Then `mean` is `.infinity`, and a quantile beyond what
/// the data identify is `Int.max`.
public protocol LengthDistribution: Sendable {
  /// log P(N = k); −∞ outside the support.
  func logMass(at length: Int) -> Double

  /// log S(k) = log P(N ≥ k); 0 for k ≤ 1.
  func logSurvival(at length: Int) -> Double

  /// S(k) = P(N ≥ k), 1 for k ≤ 1: SciPy's `sf(k − 1)`, whose `sf` is P(N > k).
  func survival(at length: Int) -> Double

  /// S(1), …, S(n): element i is P(N ≥ i + 1), to the last bit what
  /// `survival(at:)` gives.
  func survivalCurve(through length: Int) -> [Double]

  /// E[min(N, c)] = Σ_{k=1..c} S(k), the restricted mean, in tokens; 0 for
  /// c < 1.
  func restrictedMean(through cap: Int) -> Double

  /// The smallest k with P(N ≤ k) ≥ `level`, a probability in 0...1.
  func quantile(_ level: Double) -> Int

  /// E[N] = Σ S(k); `.infinity` where the sum diverges.
  var mean: Double { get }

  /// Var[N]; `.infinity` where the second moment diverges, NaN where the mean
  /// does.
  var variance: Double { get }

  /// The continuous ranked probability score of an answer, in tokens.
  func crps(ofLength length: Int) -> Double

  /// The lengths that have mass, ascending, if they are few enough to be kept;
  /// `nil`, the default, for a law with mass at every length.
  ///
  /// Between atoms the survival function is constant, so that sums over
  /// positions become sums over atoms.
  var atoms: [Int]? { get }

  /// Draws one length.
  func sample(using generator: inout some RandomNumberGenerator) -> Int
}

extension LengthDistribution {
  /// P(N = k).
  public func mass(at length: Int) -> Double {
    Double.exp(logMass(at: length))
  }

  /// P(N = k | N ≥ k), the hazard at position k.
  public func hazard(at length: Int) -> Double {
    let survival = logSurvival(at: length)
    guard survival > -.infinity else { return .nan }
    return Double.exp(logMass(at: length) - survival)
  }
}

extension LengthDistribution {
  /// S(k) from its logarithm.
  public func survival(at length: Int) -> Double {
    Double.exp(logSurvival(at: length))
  }

  /// Σ_{k=1..c} S(k), summed over the curve.
  public func restrictedMean(through cap: Int) -> Double {
    survivalCurve(through: cap).reduce(0, +)
  }

  /// None: the law has mass at every length.
  public var atoms: [Int]? { nil }

  /// S(1), …, S(n), evaluated one by one.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    return (1...length).map { survival(at: $0) }
  }

  /// The smallest k with P(N ≤ k) ≥ `level`, by search on the survival
  /// function: doubling, then bisection.
  public func quantile(_ level: Double) -> Int {
    QuantileSearch.smallestLength(reaching: level) { survival(at: $0) }
  }

  /// Draws one length by inversion: the quantile of a uniform level.
  public func sample(using generator: inout some RandomNumberGenerator) -> Int {
    // (0, 1): a level of exactly 0 or 1 has probability 2⁻⁵³ and no meaning.
    let level = (Double(generator.next() >> 11) + 0.5) * 0x1p-53
    return quantile(level)
  }
}
