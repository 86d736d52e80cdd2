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
  /// - Throws: `LengthLawError` unless 0 < α, β < ∞.
  public init(alpha: Double, beta: Double) throws(LengthLawError) {
    guard alpha > 0, alpha < .infinity else {
      throw LengthLawError("alpha", alpha, accepted: "a finite number above 0")
    }
    guard beta > 0, beta < .infinity else {
      throw LengthLawError("beta", beta, accepted: "a finite number above 0")
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

  /// S(k), by the same recurrence as the curve.
  public func survival(at length: Int) -> Double {
    survivalByRecurrence(at: length)
  }

  /// S(1), …, S(n), by recurrence within blocks.
  public func survivalCurve(through length: Int) -> [Double] {
    survivalCurveByRecurrence(through: length)
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

extension BetaGeometric: MassRecurrence {
  /// P(N = k) = P(N = k + 1) (α + β + k)/(β + k − 1).
  func mass(at length: Int, fromNext next: Double) -> Double {
    let b = beta + Double(length - 1)
    return next * ((alpha + b + 1) / b)
  }
}
