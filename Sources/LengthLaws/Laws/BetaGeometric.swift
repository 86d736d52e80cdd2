import NumericalMethods
import RealModule

/// Answers that each end at a constant hazard, the hazard itself varying
/// between answers as a beta law.
///
///     P(N > k) = B(α, β + k)/B(α, β)
///     P(N = k) = S(k) · α/(α + β + k − 1)
///
/// for k ≥ 0, B the beta function. The hazard falls with the position, since
/// quick enders leave first: a tail of power α. The mean is infinite for
/// α ≤ 1.
///
/// Sources: C. R. Weinberg and B. C. Gladen, Biometrics 42, 547 (1986),
/// doi:10.2307/2531206; P. S. Fader and B. G. S. Hardie, J. Interactive
/// Marketing 21, 76 (2007), doi:10.1002/dir.20074.
public struct BetaGeometric: LengthDistribution, Hashable {
  /// α, positive; the hazard has mean α/(α + β).
  public let alpha: Double

  /// β, positive.
  public let beta: Double

  /// A law whose hazards are Beta(α, β).
  ///
  /// - Throws: `ParameterError` unless 0 < α, β < ∞.
  public init(alpha: Double, beta: Double) throws(ParameterError) {
    guard alpha > 0, alpha < .infinity else {
      throw ParameterError("alpha", alpha, accepted: "a finite number above 0")
    }
    guard beta > 0, beta < .infinity else {
      throw ParameterError("beta", beta, accepted: "a finite number above 0")
    }
    self.alpha = alpha
    self.beta = beta
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let j = Double(length - 1)
    return logSurvival(at: length) - Double.log(onePlus: (beta + j) / alpha)
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    length <= 1
      ? 0 : -logGammaMixedDifference(beta, alpha, Double(length - 1))
  }

  /// S(1), …, S(n) by S(k + 1) = S(k) (β + k − 1)/(α + β + k − 1), evaluated
  /// afresh every 256 positions, so that rounding does not build up.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    var curve = [Double](repeating: 1, count: length)
    var survival = 1.0
    for k in stride(from: 2, through: length, by: 1) {
      let b = beta + Double(k - 2)
      survival =
        k % 256 == 0 || survival < 1e-290
        ? self.survival(at: k) : survival * (b / (alpha + b))
      curve[k - 1] = survival
    }
    return curve
  }

  /// 1 + β/(α − 1), or `.infinity` for α ≤ 1.
  public var mean: Double {
    alpha > 1 ? 1 + beta / (alpha - 1) : .infinity
  }

  /// αβ(α + β − 1)/((α − 1)²(α − 2)), `.infinity` for 1 < α ≤ 2 and NaN where
  /// the mean is infinite.
  public var variance: Double {
    guard alpha > 1 else { return .nan }
    guard alpha > 2 else { return .infinity }
    return (alpha / (alpha - 1)) * (beta / (alpha - 1))
      * ((alpha + beta - 1) / (alpha - 2))
  }
}
