import NumericalMethods
import RealModule

/// A Poisson length of which 0 is left out.
///
///     P(N = k) = λᵏ/(k! (e^λ − 1)),   S(k) = P(k, λ)/(1 − e^{−λ})
///
/// for k = 1, 2, … with P the regularised incomplete gamma function. Beware:
/// λ is the mean before the truncation, E[N] = λ/(1 − e^{−λ}).
public struct ZeroTruncatedPoisson: LengthDistribution, Hashable {
  let count: PoissonCount

  /// log(1 − e^{−λ}), the probability that is kept.
  let logKept: Double

  /// λ, at least 0; at 0 every answer has one token.
  public var lambda: Double { count.mean }

  /// A law with parameter λ.
  ///
  /// - Throws: `LengthLawError` unless 0 ≤ λ < ∞.
  public init(lambda: Double) throws(LengthLawError) {
    guard lambda >= 0, lambda < .infinity else {
      throw LengthLawError(
        "lambda", lambda, accepted: "a finite number, 0 or more")
    }
    count = PoissonCount(mean: lambda)
    logKept = logOneMinusExp(-lambda)
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    guard lambda > 0 else { return length == 1 ? 0 : -.infinity }
    return count.logMass(at: length) - logKept
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    guard length >= 2 else { return 0 }
    guard lambda > 0 else { return -.infinity }
    return min(count.logTail(from: length) - logKept, 0)
  }

  /// S(k), by the same recurrence as the curve.
  public func survival(at length: Int) -> Double {
    survivalByRecurrence(at: length)
  }

  /// S(1), …, S(n), by recurrence within blocks.
  public func survivalCurve(through length: Int) -> [Double] {
    survivalCurveByRecurrence(through: length)
  }

  /// λ/(1 − e^{−λ}).
  public var mean: Double {
    lambda > 0 ? lambda / -Double.expMinusOne(-lambda) : 1
  }

  /// E[N] (1 + λ − E[N]).
  public var variance: Double {
    // λ/2 − λ²/12 + λ⁴/720 − …, where the difference would cancel.
    let square = lambda * lambda
    let spread =
      lambda < 0.1
      ? lambda / 2 - square / 12 * (1 - square / 60 * (1 - square / 42))
      : 1 + lambda - mean
    return mean * spread
  }
}

extension ZeroTruncatedPoisson: MassRecurrence {
  /// P(N = k) = P(N = k + 1) (k + 1)/λ.
  func mass(at length: Int, fromNext next: Double) -> Double {
    next * Double(length + 1) / lambda
  }
}
