import RealModule

/// Sums over a survival function that is smooth beyond its first positions.
enum TailSums {
  /// The first two moments of N − 1.
  ///
  /// E[N − 1] = Σ_{k ≥ 1} G(k) and E[(N − 1)²] = Σ_{k ≥ 1} (2k − 1) G(k), with
  /// G(x) = P(N > x) continued to real x.
  ///
  /// A thousand positions are summed one by one, or all that matter if those
  /// are fewer than 10⁵; beyond them, where G bends over many positions, the
  /// sum is an integral with corrections at its start (Euler and Maclaurin,
  /// DLMF 2.10.1).
  ///
  /// - Parameters:
  ///   - logSurvival: log G(x).
  ///   - logSlope: its derivative.
  ///   - integrals: ∫_K^∞ G(x) dx and ∫_K^∞ x G(x) dx.
  /// - Returns: Both moments.
  static func momentsBeyondFirst(
    logSurvival: (Double) -> Double, logSlope: (Double) -> Double,
    integrals: (Double) -> (Double, Double)
  ) -> (first: Double, second: Double) {
    // Nothing is left at 10⁵, or all is summed up to there.
    let last = logSurvival(1e5) < -745 ? 1e5 : 1e3
    var (first, second) = (0.0, 0.0)
    for x in stride(from: 1, to: last, by: 1) {
      let survival = Double.exp(logSurvival(x))
      guard survival > 0 else { return (first, second) }
      first += survival
      second += (2 * x - 1) * survival
    }
    let survival = Double.exp(logSurvival(last))
    let slope = survival * logSlope(last)
    let (area, moment) = integrals(last)
    // Σ_{k ≥ K} h(k) = ∫ h + h(K)/2 − h′(K)/12 with h = G, then (2x − 1)G.
    first += area + survival / 2 - slope / 12
    let weight = 2 * last - 1
    second +=
      2 * moment - area + weight * survival / 2
      - (weight * slope + 2 * survival) / 12
    return (first, second)
  }
}
