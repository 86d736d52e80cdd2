import NumericalMethods
import RealModule

/// A value with its derivatives in the parameters of a law, at most four.
package struct Scored: Sendable {
  package var value: Double
  /// ∂/∂θ₁, ∂/∂θ₂, …; unused places are 0.
  package var gradient: SIMD4<Double>

  package init(_ value: Double, _ gradient: Double...) {
    self.value = value
    self.gradient = .zero
    for (index, derivative) in gradient.enumerated() {
      self.gradient[index] = derivative
    }
  }

  package init(_ value: Double, gradient: SIMD4<Double>) {
    self.value = value
    self.gradient = gradient
  }

  /// log(eᵃ − eᵇ) of two scored logarithms, a ≥ b.
  package func logDifference(_ other: Scored) -> Scored {
    guard other.value > -.infinity else { return self }
    let log = NumericalMethods.logDifference(value, other.value)
    return Scored(
      log,
      gradient: Double.exp(value - log) * gradient
        - Double.exp(other.value - log) * other.gradient)
  }

  package static func += (lhs: inout Scored, rhs: Scored) {
    lhs.value += rhs.value
    lhs.gradient += rhs.gradient
  }

  package static func * (weight: Double, scored: Scored) -> Scored {
    Scored(weight * scored.value, gradient: weight * scored.gradient)
  }
}

/// How a parameter is stretched over the whole line for the search.
enum Link: Sendable {
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
