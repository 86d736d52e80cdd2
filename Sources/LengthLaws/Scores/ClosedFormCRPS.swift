import NumericalMethods
import RealModule

extension Poisson {
  /// The CRPS in closed form, with y = k − 1 and m the mean of N − 1.
  ///
  ///     (y − m)(2F(y) − 1) + 2m f(y) − m e^{−2m}(I₀(2m) + I₁(2m))
  ///
  /// with the Bessel functions on an exponential scale: unscaled they overflow
  /// from means of about 350, and e^{−2m} underflows.
  ///
  /// Source: W. Wei and L. Held, TEST 23, 787 (2014),
  /// doi:10.1007/s11749-014-0380-8.
  public func crps(ofLength length: Int) -> Double {
    let m = meanBeyondFirst
    guard length >= 1 else {
      return crps(ofLength: 1) + DiscreteCRPS.distanceToSupport(length)
    }
    let y = Double(length - 1)
    // 2F − 1, of which 1 − S(k + 1) keeps the digits.
    let side = 1 - 2 * survival(at: length.next)
    return (y - m) * side + m * (2 * mass(at: length) - scaledBesselSum(2 * m))
  }
}

extension Geometric {
  /// The CRPS in closed form, with q = 1 − p.
  ///
  ///     (k − 1) − 2q(1 − q^{k−1})/p + q²/(1 − q²)
  public func crps(ofLength length: Int) -> Double {
    guard length >= 1 else {
      return crps(ofLength: 1) + DiscreteCRPS.distanceToSupport(length)
    }
    let q = 1 - p
    let reached = -Double.expMinusOne(logSurvival(at: length))
    return Double(length - 1) - 2 * q * reached / p + q * q / (p * (1 + q))
  }
}
