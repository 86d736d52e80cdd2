import NumericalMethods
import RealModule

/// A standard normal Z within an interval: its probability and what is
/// expected of Z there, without cancellation however narrow it is.
struct NormalSlice {
  /// log P(lower < Z ≤ upper).
  let logMass: Double
  /// E[Z | lower < Z ≤ upper].
  let mean: Double
  /// E[Z² | lower < Z ≤ upper].
  let meanSquare: Double

  /// The slice lower < Z ≤ upper, whose width upper − lower is as exact as the
  /// caller has it.
  init(lower: Double, upper: Double, width: Double) {
    if width * max(1, abs(lower), abs(upper)) < 1 {
      (logMass, mean, meanSquare) = Self.quadrature(
        center: (lower + upper) / 2, width: width)
      return
    }
    // The tail in which both ends lie is the one without cancellation.
    let logMass =
      lower > 0
      ? logDifference(logNormalSurvival(lower), logNormalSurvival(upper))
      : logDifference(logNormalSurvival(-upper), logNormalSurvival(-lower))
    let atLower = Double.exp(logNormalDensity(lower) - logMass)
    let atUpper = Double.exp(logNormalDensity(upper) - logMass)
    self.logMass = logMass
    mean = atLower - atUpper
    // −∞·φ(−∞) is 0.
    meanSquare =
      1 + (lower > -.infinity ? lower * atLower : 0) - upper * atUpper
  }

  /// A narrow slice, by Gauss–Legendre quadrature of φ and its moments.
  private static func quadrature(
    center c: Double, width: Double
  ) -> (Double, Double, Double) {
    var (mass, first, second) = (0.0, 0.0, 0.0)
    for (node, weight) in GaussLegendre.tenPoints {
      // φ(c ± t) = φ(c) exp(−t²/2) exp(∓ct), and both nodes at once.
      let t = node * width / 2
      let scale = weight * Double.exp(-0.5 * t * t)
      let (even, odd) = (2 * Double.cosh(c * t), -2 * Double.sinh(c * t))
      mass += scale * even
      first += scale * (c * even + t * odd)
      second += scale * ((c * c + t * t) * even + 2 * c * t * odd)
    }
    return (
      logNormalDensity(c) + Double.log(width / 2 * mass),
      first / mass, second / mass
    )
  }
}
