import NumericalMethods
import RealModule

/// A number with its first and second derivatives in the coordinates of a
/// search, at most three: a second-order dual number.
///
/// Sums and products of these differentiate a formula exactly; what is
/// expensive enters by its value and derivatives, through `mapped`.
package struct Curved: Sendable {
  package var value: Double
  /// ∂/∂x₁, ∂/∂x₂, ∂/∂x₃; unused places are 0.
  package var gradient: SIMD4<Double>
  /// ∂²/∂x₁², ∂²/∂x₂², ∂²/∂x₃².
  package var diagonal: SIMD4<Double>
  /// ∂²/∂x₁∂x₂, ∂²/∂x₁∂x₃, ∂²/∂x₂∂x₃.
  package var mixed: SIMD4<Double>

  package init(
    _ value: Double, gradient: SIMD4<Double> = .zero,
    diagonal: SIMD4<Double> = .zero, mixed: SIMD4<Double> = .zero
  ) {
    self.value = value
    self.gradient = gradient
    self.diagonal = diagonal
    self.mixed = mixed
  }

  /// A function of one coordinate.
  package init(_ value: Double, slope: Double, bend: Double) {
    self.init(
      value, gradient: SIMD4(slope, 0, 0, 0), diagonal: SIMD4(bend, 0, 0, 0))
  }

  /// A function of two coordinates.
  package init(
    _ value: Double, slopes: (Double, Double), bends: (Double, Double),
    mixed: Double
  ) {
    self.init(
      value, gradient: SIMD4(slopes.0, slopes.1, 0, 0),
      diagonal: SIMD4(bends.0, bends.1, 0, 0), mixed: SIMD4(mixed, 0, 0, 0))
  }

  /// A function of parameters θᵢ = exp(xᵢ), from its derivatives in those.
  package func inLogarithms(of parameters: SIMD4<Double>) -> Curved {
    let slopes = parameters * gradient
    return Curved(
      value, gradient: slopes,
      diagonal: parameters * parameters * diagonal + slopes,
      mixed: parameters.pairs * mixed)
  }

  /// A function of this number, from the function's value and derivatives.
  package func mapped(_ f: Double, _ slope: Double, _ bend: Double) -> Curved {
    Curved(
      f, gradient: slope * gradient,
      diagonal: slope * diagonal + bend * gradient * gradient,
      mixed: slope * mixed + bend * gradient.pairs)
  }

  /// log(eᵃ − eᵇ) = a + log(1 − e^{−δ}) of two logarithms, δ = a − b ≥ 0.
  package func logDifference(_ other: Curved) -> Curved {
    guard other.value > -.infinity else { return self }
    let step = self + -1 * other
    let q = 1 / Double.expMinusOne(step.value)
    // q²·(∂δ)² by its factors: where δ is tiny both would overflow alone.
    let (first, second) = (q * step.gradient, (1 + q) * step.gradient)
    return Curved(
      value + logOneMinusExp(-step.value), gradient: gradient + first,
      diagonal: diagonal + q * step.diagonal - first * second,
      mixed: mixed + q * step.mixed
        - SIMD4(
          first.x * second.y, first.x * second.z, first.y * second.z, 0))
  }

  /// The second derivative in two coordinates.
  package func bend(_ i: Int, _ j: Int) -> Double {
    i == j ? diagonal[i] : mixed[i + j - 1]
  }

  package static func + (a: Curved, b: Curved) -> Curved {
    Curved(
      a.value + b.value, gradient: a.gradient + b.gradient,
      diagonal: a.diagonal + b.diagonal, mixed: a.mixed + b.mixed)
  }

  package static func += (a: inout Curved, b: Curved) { a = a + b }

  package static func * (a: Double, b: Curved) -> Curved {
    Curved(
      a * b.value, gradient: a * b.gradient, diagonal: a * b.diagonal,
      mixed: a * b.mixed)
  }
}

extension SIMD4<Double> {
  /// The products x₁x₂, x₁x₃, x₂x₃ of the places.
  package var pairs: SIMD4<Double> { SIMD4(x * y, x * z, y * z, 0) }
}

/// How a parameter is stretched over the whole line for the search.
package enum Link: Sendable {
  /// θ = x.
  case identity
  /// θ = eˣ, for a positive parameter.
  case log
  /// θ = 1/(1 + e⁻ˣ), for a probability.
  case logit
  /// θ = 1 + eˣ, for a power above 1.
  case logAboveOne
  /// θ = exp(−eˣ), for a probability close to 1.
  case complementaryLogLog
}
