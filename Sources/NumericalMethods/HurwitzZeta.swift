import RealModule

/// The logarithm of Hurwitz's zeta function with its derivative.
///
/// ζ(s, a) = Σ_{i ≥ 0} (a + i)⁻ˢ for s > 1 and a ≥ 1, by summing the first
/// terms and the formula of Euler and Maclaurin for the others (DLMF 25.11.28),
/// all relative to a⁻ˢ, so that nothing underflows.
///
/// - Parameters:
///   - s: The power.
///   - excess: s − 1, as exact as the caller has it.
///   - a: Where the sum starts.
/// - Returns: log ζ(s, a) and ∂ log ζ(s, a)/∂s.
package func logHurwitzZeta(
  _ s: Double, excess: Double, _ a: Double
) -> (value: Double, derivative: Double) {
  // Σ (1 + i/a)⁻ˢ and the same weighted with log(1 + i/a).
  var (sum, slope) = (0.0, 0.0)
  var m = a
  // From s + 16 on, the corrections fall by a factor of 20 or more.
  while m < s + 16 {
    let log = Double.log(m / a)
    let term = Double.exp(-s * log)
    sum += term
    slope += term * log
    if term < sum * 0x1p-60 { return finish(sum, slope, s, a) }
    m += 1
  }
  let log = Double.log(onePlus: (m - a) / a)
  let front = Double.exp(-s * log)
  // ∫ and half the first term.
  sum += front * (m / excess + 0.5)
  slope += front * (m / excess * (log + 1 / excess) + 0.5 * log)
  // (s)_{2j−1} m^{1−2j}, and the sum of 1/(s + i) that differentiates it.
  var (rising, harmonic) = (s / m, 1 / s)
  for (index, coefficient) in coefficients.enumerated() {
    let term = front * coefficient * rising
    sum += term
    slope += term * (log - harmonic)
    let i = s + Double(2 * index + 1)
    rising *= (i / m) * ((i + 1) / m)
    harmonic += 1 / i + 1 / (i + 1)
  }
  return finish(sum, slope, s, a)
}

private func finish(
  _ sum: Double, _ slope: Double, _ s: Double, _ a: Double
) -> (value: Double, derivative: Double) {
  let log = Double.log(a)
  return (Double.log(sum) - s * log, -log - slope / sum)
}

/// B₂ⱼ/(2j)!.
private let coefficients: [Double] = [
  1.0 / 12, -1.0 / 720, 1.0 / 30_240, -1.0 / 1_209_600, 1.0 / 47_900_160,
  -691.0 / 1_307_674_368_000, 1.0 / 74_724_249_600,
  -3617.0 / 10_670_622_842_880_000, 43867.0 / 5_109_094_217_170_944_000,
  -174611.0 / 802_857_662_698_291_200_000,
]
