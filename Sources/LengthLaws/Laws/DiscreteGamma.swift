import NumericalMethods
import RealModule

/// A gamma length, rounded up to whole tokens.
///
/// N = ⌈X⌉ with X of shape a and rate b, so E[X] = a/b:
///
///     S(k) = Q(a, b(k − 1)),   P(N = k) = S(k) − S(k + 1)
///
/// with Q the upper regularised incomplete gamma function. Its tail falls like
/// e^{−bk}: a shape below 1 gives many short answers, one above 1 few.
///
/// Beware of other parameterisations: the scale is 1/b.
public struct DiscreteGamma: LengthDistribution, Hashable {
  /// a, positive.
  public let shape: Double

  /// b, positive, per token.
  public let rate: Double

  /// A law with shape a and rate b of X.
  ///
  /// - Throws: `LengthLawError` unless both are positive and finite.
  public init(shape: Double, rate: Double) throws(LengthLawError) {
    guard shape > 0, shape < .infinity else {
      throw LengthLawError("shape", shape, accepted: "a finite number above 0")
    }
    guard rate > 0, rate < .infinity else {
      throw LengthLawError("rate", rate, accepted: "a finite number above 0")
    }
    self.shape = shape
    self.rate = rate
    constants = Constants(shape: shape)
  }

  /// What depends on the shape alone.
  struct Constants: Hashable {
    /// −log Γ(a + 1), for a ≥ 1 of the distance from Stirling's formula.
    let front: Double
    /// ψ(a).
    let digamma: Double
    /// ψ′(a).
    let trigamma: Double

    init(shape: Double) {
      front =
        shape < 1
        ? -logGamma(1 + shape)
        : -stirlingError(shape) - 0.5 * Double.log(2 * .pi * shape)
      digamma = NumericalMethods.digamma(shape)
      trigamma = NumericalMethods.trigamma(shape)
    }
  }

  let constants: Constants

  /// log P(k − 1 < X ≤ k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let x = Double(length)
    guard length > 1 else { return logIncompleteGamma(shape, rate * x).lower }
    if let slice = slice(at: x) { return slice }
    let start = logIncompleteGamma(shape, rate * (x - 1))
    let end = logIncompleteGamma(shape, rate * x)
    return end.lower < start.upper
      ? logDifference(end.lower, start.lower)
      : logDifference(start.upper, end.upper)
  }

  /// log Q(a, b(k − 1)).
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : logIncompleteGamma(shape, rate * Double(length - 1)).upper
  }

  /// log P(x − 1 < X ≤ x) by quadrature over log X; `nil` where the density
  /// bends too much.
  private func slice(at x: Double) -> Double? {
    let z = rate * (x * (x - 1)).squareRoot()
    guard z > 0 else { return nil }
    let slice = SliceQuadrature.logIntegral(
      width: logWidth(Int(x)),
      roughness: abs(shape - z) + 3 * z.squareRoot() + 1
    ) { shape * $0 - z * Double.expMinusOne($0) }
    return slice.map { logGammaFront(z) + Double.log(shape) + $0 }
  }

  /// log [zᵃ e⁻ᶻ/Γ(a + 1)].
  func logGammaFront(_ z: Double) -> Double {
    shape < 1
      ? shape * Double.log(z) - z + constants.front
      : constants.front - deviance(shape, mean: z, difference: shape - z)
  }

  /// E[N] = Σ S(k), between a/b and one more.
  public var mean: Double { moments.mean }

  /// Var[N] = Σ (2k − 1)S(k) − E[N]².
  public var variance: Double { moments.variance }

  private var moments: (mean: Double, variance: Double) {
    let (mean, deviation) = (shape / rate, shape.squareRoot() / rate)
    // Far from 0 and wide, rounding adds what a uniform error would, and all
    // further terms of the Euler–Maclaurin sum vanish at both ends.
    if shape > 100, deviation > 40 {
      return (mean + 0.5, deviation * deviation + 1.0 / 12)
    }
    // Where the law is narrow, moments about a length just below it.
    let below = mean - 40 * deviation
    let origin = shape > 100 && below > 1 && below < 1e18 ? Int(below) : 0
    let (first, second) = SurvivalSums.moments(
      over: origin + 1...1 << 61, survival: survival(at:))
    return (Double(origin) + first, max(second - first * first, 0))
  }
}
