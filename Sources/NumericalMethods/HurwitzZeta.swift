import RealModule

/// The logarithm of a zeta function with its derivatives in the power.
package struct LogZeta: Sendable, Hashable {
  package var value: Double
  package var derivative: Double
  package var second: Double

  package init(value: Double, derivative: Double, second: Double) {
    self.value = value
    self.derivative = derivative
    self.second = second
  }

  /// The logarithm of 1.
  package static let zero = LogZeta(value: 0, derivative: 0, second: 0)
}

/// The logarithm of Hurwitz's zeta function with its derivatives.
///
/// ζ(s, a) = Σ_{i ≥ 0} (a + i)⁻ˢ for s > 1 and a ≥ 1, by summing the first
/// terms and the formula of Euler and Maclaurin for the others (DLMF 25.11.28),
/// all relative to a⁻ˢ, so that nothing underflows.
///
/// - Parameters:
///   - s: The power.
///   - excess: s − 1, as exact as the caller has it.
///   - a: Where the sum starts.
/// - Returns: log ζ(s, a) with ∂/∂s and ∂²/∂s² of it.
package func logHurwitzZeta(
  _ s: Double, excess: Double, _ a: Double
) -> LogZeta {
  // Σ (1 + i/a)⁻ˢ and the same weighted with log(1 + i/a) and its square.
  var (sum, slope, bend) = (0.0, 0.0, 0.0)
  var m = a
  // From s + 16 on, the corrections fall by a factor of 20 or more.
  while m < s + 16 {
    let log = Double.log(m / a)
    let term = Double.exp(-s * log)
    sum += term
    slope += term * log
    bend += term * log * log
    if term < sum * 0x1p-60 { return finish(sum, slope, bend, a, s) }
    m += 1
  }
  let log = Double.log(onePlus: (m - a) / a)
  let front = Double.exp(-s * log)
  // ∫ and half the first term.
  sum += front * (m / excess + 0.5)
  slope += front * (m / excess * (log + 1 / excess) + 0.5 * log)
  let inverse = 1 / excess
  bend +=
    front
    * (m * inverse * (log * log + 2 * log * inverse + 2 * inverse * inverse)
      + 0.5 * log * log)
  // (s)_{2j−1} m^{1−2j}, and the sums of 1/(s + i) and its square that
  // differentiate it.
  var (rising, harmonic, squares) = (s / m, 1 / s, 1 / s / s)
  for (index, coefficient) in coefficients.enumerated() {
    let term = front * coefficient * rising
    sum += term
    slope += term * (log - harmonic)
    bend += term * ((log - harmonic) * (log - harmonic) - squares)
    let i = s + Double(2 * index + 1)
    rising *= (i / m) * ((i + 1) / m)
    harmonic += 1 / i + 1 / (i + 1)
    squares += 1 / i / i + 1 / (i + 1) / (i + 1)
  }
  return finish(sum, slope, bend, a, s)
}

private func finish(
  _ sum: Double, _ slope: Double, _ bend: Double, _ a: Double, _ s: Double
) -> LogZeta {
  let log = Double.log(a)
  let mean = slope / sum
  return LogZeta(
    value: Double.log(sum) - s * log, derivative: -log - mean,
    second: bend / sum - mean * mean)
}

/// B₂ⱼ/(2j)!.
private let coefficients: [Double] = [
  1.0 / 12, -1.0 / 720, 1.0 / 30_240, -1.0 / 1_209_600, 1.0 / 47_900_160,
  -691.0 / 1_307_674_368_000, 1.0 / 74_724_249_600,
  -3617.0 / 10_670_622_842_880_000, 43867.0 / 5_109_094_217_170_944_000,
  -174611.0 / 802_857_662_698_291_200_000,
]
