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

  /// P(J ≥ 0), …, P(J ≥ j), each divided by `scale`: one evaluation at the far
  /// end, then masses added on the way down by P(i − 1)/P(i) = i/m.
  ///
  /// The mass is evaluated afresh every 256 places, so that rounding does not
  /// build up.
  func tails(through j: Int, scale: Double = 1) -> [Double] {
    var curve = [Double](repeating: 1, count: j + 1)
    guard mean > 0 else {
      for i in 0..<j { curve[i + 1] = 0 }
      return curve
    }
    let logScale = Double.log(scale)
    var tail = Double.exp(logTail(from: j) - logScale)
    curve[j] = min(tail, 1)
    var mass = 0.0
    for i in stride(from: j - 1, through: 0, by: -1) {
      mass =
        i % 256 == 0 || mass < 1e-290
        ? Double.exp(logMass(at: i) - logScale)
        : mass * Double(i + 1) / mean
      tail += mass
      curve[i] = min(tail, 1)
    }
    return curve
  }
}
