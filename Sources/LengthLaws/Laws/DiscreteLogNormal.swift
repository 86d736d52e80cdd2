import NumericalMethods
import RealModule

/// A log-normal length, rounded up to whole tokens.
///
/// N = ⌈X⌉ with log X normal of mean μ and standard deviation σ:
///
///     S(k) = Q((log(k − 1) − μ)/σ),   P(N = k) = S(k) − S(k + 1)
///
/// with Q the upper tail of the standard normal, S(1) = 1.
public struct DiscreteLogNormal: LengthDistribution, Hashable {
  /// μ, the mean of log X.
  public let mu: Double

  /// σ, the standard deviation of log X, positive.
  public let sigma: Double

  /// A law with parameters μ and σ of log X.
  ///
  /// - Throws: `LengthLawError` unless μ is finite and 0 < σ < ∞.
  public init(mu: Double, sigma: Double) throws(LengthLawError) {
    guard mu.isFinite else {
      throw LengthLawError("mu", mu, accepted: "a finite number")
    }
    guard sigma > 0, sigma < .infinity else {
      throw LengthLawError("sigma", sigma, accepted: "a finite number above 0")
    }
    self.mu = mu
    self.sigma = sigma
  }

  /// (log x − μ)/σ, the standardised length.
  func score(_ x: Double) -> Double { (Double.log(x) - mu) / sigma }

  /// log P(k − 1 < X ≤ k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let end = score(Double(length))
    guard length > 1 else { return logNormalSurvival(-end) }
    let width = logWidth(length) / sigma
    return logNormalSlice(lower: end - width, upper: end, width: width)
  }

  /// log P(X > k − 1).
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : logNormalSurvival(score(Double(length - 1)))
  }

  /// E[N] = Σ S(k), between e^{μ + σ²/2} and one more.
  public var mean: Double { moments.mean }

  /// Var[N] = Σ (2k − 1)S(k) − E[N]².
  public var variance: Double { moments.variance }
}
