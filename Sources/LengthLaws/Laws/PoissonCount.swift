import NumericalMethods
import RealModule

/// A Poisson count J ≥ 0, the root of the laws built on it.
struct PoissonCount: Sendable, Hashable {
  /// E[J], finite and at least 0.
  let mean: Double

  /// log P(J = j).
  func logMass(at j: Int) -> Double {
    guard j >= 0 else { return -.infinity }
    guard mean > 0 else { return j == 0 ? 0 : -.infinity }
    return logPoissonKernel(Double(j), mean: mean)
  }

  /// log P(J ≥ j), a regularised incomplete gamma function.
  func logTail(from j: Int) -> Double {
    j <= 0 ? 0 : logIncompleteGamma(Double(j), mean).lower
  }

  /// ∂ log P(J ≥ j)/∂m = P(J = j − 1)/P(J ≥ j).
  func tailSlope(from j: Int) -> Double {
    j <= 0 ? 0 : Double.exp(logMass(at: j - 1) - logTail(from: j))
  }
}
