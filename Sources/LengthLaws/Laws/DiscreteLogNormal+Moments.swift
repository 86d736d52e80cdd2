import NumericalMethods
import RealModule

extension DiscreteLogNormal {
  /// Mean and variance of N, from those of X and of the rounding N − X.
  ///
  /// Σ_{k ≥ K} g(k) with g smooth is an integral with a few corrections at K
  /// (Euler and Maclaurin), and ∫ P(X > x) dx is elementary; so the sum is
  /// taken term by term only where S still bends within a token.
  var moments: (mean: Double, variance: Double) {
    // Beyond here S is smooth on the scale of a token, or negligible.
    let smooth = min(40 / sigma, Double.exp(mu + 9 * sigma)) + 10
    guard smooth < 1e8 else { return continuousMoments }
    let last = Int(smooth)
    var first = 0.0
    var second = 0.0
    for k in stride(from: last, through: 1, by: -1) {
      let s = survival(at: k)
      first += s
      second += (2 * Double(k) - 1) * s
    }
    let tail = tailSums(beyond: Double(last))
    first += tail.first
    second += tail.second
    return (first, max(second - first * first, 0))
  }

  /// Σ_{k > K} S(k) and Σ_{k > K} (2k − 1)S(k), where S(k) = P(X > k − 1).
  private func tailSums(
    beyond last: Double
  ) -> (first: Double, second: Double) {
    let x = last
    let z = score(x)
    let q = Double.exp(logNormalSurvival(z))
    let density = Double.exp(logNormalDensity(z)) / (sigma * x)
    // G(x) = P(X > x) and G′ = −density; sums over x = K, K + 1, …
    let excess =
      Double.exp(mu + sigma * sigma / 2 + logNormalSurvival(z - sigma))
      - x * q
    let squares =
      Double.exp(2 * mu + 2 * sigma * sigma + logNormalSurvival(z - 2 * sigma))
      - x * x * q
    let first = excess + q / 2 + density / 12
    // Σ (2x + 1)G(x) = 2Σ xG(x) + Σ G(x), with (xG)′ = G − x·density.
    let second = squares + x * q - (q - x * density) / 6 + first
    return (first, second)
  }

  /// Moments of X + ½ and the variance of rounding, where σ is so small that
  /// summing would take for ever and the law fits within a token or so.
  private var continuousMoments: (mean: Double, variance: Double) {
    let mean = Double.exp(mu + sigma * sigma / 2)
    let variance = mean * mean * Double.expMinusOne(sigma * sigma)
    return (mean + 0.5, variance + 1.0 / 12)
  }
}
