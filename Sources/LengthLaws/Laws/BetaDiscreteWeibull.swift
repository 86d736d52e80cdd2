import NumericalMethods
import RealModule

/// A discrete Weibull law whose q varies between answers as a beta law.
///
///     P(N > k) = B(α, β + k^c)/B(α, β)
///
/// for k ≥ 0, B the beta function: 1 − q is Beta(α, β) and c is the shape.
/// At c = 1 it is the beta-geometric law; with α and β to infinity, the
/// discrete Weibull. The tail has power αc, so the mean is infinite for
/// αc ≤ 1.
///
/// Source: P. S. Fader, B. G. S. Hardie, Y. Liu, J. Davin and T. Steenburgh,
/// J. Interactive Marketing 43, 1 (2018), doi:10.1016/j.intmar.2018.01.002.
public struct BetaDiscreteWeibull: LengthDistribution, Hashable {
  /// α, positive; 1 − q has mean α/(α + β).
  public let alpha: Double

  /// β, positive.
  public let beta: Double

  /// c, the shape, positive.
  public let c: Double

  /// A law with 1 − q of Beta(α, β) and shape c.
  ///
  /// - Throws: `LengthLawError` unless 0 < α, β, c < ∞.
  public init(
    alpha: Double, beta: Double, c: Double
  ) throws(LengthLawError) {
    for (name, value) in [("alpha", alpha), ("beta", beta), ("c", c)] {
      guard value > 0, value < .infinity else {
        throw LengthLawError(name, value, accepted: "a finite number above 0")
      }
    }
    self.alpha = alpha
    self.beta = beta
    self.c = c
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let step = PowerStep(to: length, power: c)
    // S(k + 1)/S(k) is the same kind of ratio, started from (k − 1)^c.
    let drop = logGammaMixedDifference(beta + step.before, alpha, step.rise)
    return logTail(step.before) + logOneMinusExp(-drop)
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : logTail(Double.pow(Double(length - 1), c))
  }

  /// log B(α, β + y)/B(α, β).
  func logTail(_ y: Double) -> Double {
    -logGammaMixedDifference(beta, alpha, y)
  }
}
