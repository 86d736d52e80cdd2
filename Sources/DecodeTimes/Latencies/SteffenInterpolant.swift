/// Steffen's monotone cubic interpolation through knots.
///
/// Between two neighbouring knots the curve stays between their values and is
/// monotone, so extrema lie at knots alone; the first derivative is
/// continuous. In the notation of the paper, with h the spacings and s the
/// secants' slopes, the derivative at an inner knot is
///
///     y′ᵢ = (sgn sᵢ₋₁ + sgn sᵢ) · min(|sᵢ₋₁|, |sᵢ|, |pᵢ|/2),
///     pᵢ = (sᵢ₋₁hᵢ + sᵢhᵢ₋₁)/(hᵢ₋₁ + hᵢ),
///
/// and at both ends that of the secant, as GSL's `gsl_interp_steffen` has it.
///
/// Source: M. Steffen, A simple method for monotonic interpolation in one
/// dimension, Astronomy and Astrophysics 239 (1990) 443–450.
struct SteffenInterpolant: Sendable {
  private let abscissas: [Double]
  private let ordinates: [Double]
  private let derivatives: [Double]

  /// A curve through points whose `abscissas` increase.
  ///
  /// - Parameters:
  ///   - abscissas: At least one, strictly increasing.
  ///   - ordinates: As many.
  init(abscissas: [Double], ordinates: [Double]) {
    self.abscissas = abscissas
    self.ordinates = ordinates
    derivatives = Self.derivatives(abscissas, ordinates)
  }

  private static func derivatives(_ x: [Double], _ y: [Double]) -> [Double] {
    guard x.count > 1 else { return [0] }
    let spacings = zip(x.dropFirst(), x).map { $0 - $1 }
    let slopes = zip(zip(y.dropFirst(), y), spacings).map {
      ($0.0 - $0.1) / $1
    }
    var result = [slopes[0]]
    result.reserveCapacity(x.count)
    for i in 1..<slopes.count {
      let (left, right) = (slopes[i - 1], slopes[i])
      let (before, after) = (spacings[i - 1], spacings[i])
      let parabola = (left * after + right * before) / (before + after)
      let size = min(abs(left), abs(right), abs(parabola) / 2)
      result.append((sign(left) + sign(right)) * size)
    }
    result.append(slopes[slopes.count - 1])
    return result
  }

  private static func sign(_ x: Double) -> Double {
    x > 0 ? 1 : x < 0 ? -1 : 0
  }

  /// The curve at `x`; constant beyond the first and the last knot.
  func value(at x: Double) -> Double {
    var (low, high) = (0, abscissas.count)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if abscissas[middle] <= x { low = middle } else { high = middle }
    }
    return value(at: x, from: low)
  }

  /// The curve at `x`, known to lie between knots `knot` and `knot + 1`.
  func value(at x: Double, from knot: Int) -> Double {
    let start = ordinates[knot]
    guard x > abscissas[knot], knot + 1 < ordinates.count else { return start }
    let end = ordinates[knot + 1]
    let spacing = abscissas[knot + 1] - abscissas[knot]
    let slope = (end - start) / spacing
    let (left, right) = (derivatives[knot], derivatives[knot + 1])
    let cubic = (left + right - 2 * slope) / (spacing * spacing)
    let square = (3 * slope - 2 * left - right) / spacing
    let t = x - abscissas[knot]
    let value = start + t * (left + t * (square + t * cubic))
    // Rounding alone can leave the range, by some units in the last place.
    return min(max(value, min(start, end)), max(start, end))
  }
}
