import NumericalMethods
import RealModule

/// A Weibull length, rounded up to whole tokens.
///
///     P(N > k) = q^(k^β) = exp(−λ k^β),   λ = −log q
///
/// for k ≥ 0. The hazard falls with the position for β < 1, is 1 − q
/// throughout for β = 1 (the geometric law) and rises for β > 1.
///
/// Source: T. Nakagawa and S. Osaki, IEEE Trans. Reliability R-24, 300
/// (1975), doi:10.1109/TR.1975.5214915, their type I.
public struct DiscreteWeibull: LengthDistribution, Hashable {
  /// λ, positive.
  ///
  /// A law that was fitted has it to full precision also where q is 1 in
  /// double precision.
  let lambda: Double

  /// q = P(N > 1), in (0, 1).
  public let q: Double

  /// β, the shape, positive.
  public let beta: Double

  /// A law with P(N > 1) = q and shape β.
  ///
  /// - Throws: `LengthLawError` unless 0 < q < 1 and 0 < β < ∞.
  public init(q: Double, beta: Double) throws(LengthLawError) {
    guard q > 0, q < 1 else {
      throw LengthLawError("q", q, accepted: "a number in (0, 1)")
    }
    try self.init(lambda: -Double.log(q), q: q, beta: beta)
  }

  /// A law with λ = −log q and shape β.
  init(lambda: Double, beta: Double) throws(LengthLawError) {
    guard lambda > 0, lambda < .infinity else {
      throw LengthLawError("q", Double.exp(-lambda), accepted: "in (0, 1)")
    }
    try self.init(lambda: lambda, q: Double.exp(-lambda), beta: beta)
  }

  private init(
    lambda: Double, q: Double, beta: Double
  ) throws(LengthLawError) {
    guard beta > 0, beta < .infinity else {
      throw LengthLawError("beta", beta, accepted: "a finite number above 0")
    }
    self.lambda = lambda
    self.q = q
    self.beta = beta
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let step = PowerStep(to: length, power: beta)
    return -lambda * step.before + logOneMinusExp(-lambda * step.rise)
  }

  /// log S(k) = −λ (k − 1)^β.
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : -lambda * Double.pow(Double(length - 1), beta)
  }

  /// ⌈(log(1 − level)/log q)^{1/β}⌉, at least 1.
  public func quantile(_ level: Double) -> Int {
    let guess = Double.pow(
      -Double.log(onePlus: -level) / lambda, 1 / beta
    ).rounded(.up)
    if guess >= 1, guess < 0x1p62 {
      // Rounding may put the formula one off, to either side.
      let length = Int(guess)
      for k in [length, length - 1, length + 1] where k >= 1 {
        if isReached(level, at: k), k == 1 || !isReached(level, at: k - 1) {
          return k
        }
      }
    }
    return QuantileSearch.smallestLength(reaching: level) { survival(at: $0) }
  }

  private func isReached(_ level: Double, at length: Int) -> Bool {
    QuantileSearch.reaches(level, survivalBeyond: survival(at: length + 1))
  }
}

/// (k − 1)^c and how much k^c is more, without cancellation.
struct PowerStep {
  /// (k − 1)^c.
  let before: Double
  /// k^c − (k − 1)^c = k^c (1 − (1 − 1/k)^c).
  let rise: Double

  init(to length: Int, power: Double) {
    let k = Double(length)
    guard length > 1 else {
      (before, rise) = (0, 1)
      return
    }
    let logRatio = Double.log(onePlus: -1 / k)
    before = Double.pow(k - 1, power)
    rise = Double.pow(k, power) * -Double.expMinusOne(power * logRatio)
  }
}
