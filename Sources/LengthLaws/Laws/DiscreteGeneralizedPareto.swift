import NumericalMethods
import RealModule

/// A generalised Pareto excess over a threshold, rounded up to whole tokens.
///
/// N = u + ⌈X⌉ with X of shape ξ and scale σ:
///
///     P(N > u + x) = (1 + ξx/σ)^{−1/ξ}   (e^{−x/σ} at ξ = 0)
///
/// for whole x ≥ 0, and P(N > k) = 1 for k ≤ u. With ξ > 0 the tail is a
/// power, of which moments of order 1/ξ and above are infinite; with ξ < 0 no
/// answer is longer than u + ⌈σ/|ξ|⌉. It is the limit law of excesses over a
/// high threshold, and so the tail to put where data end.
///
/// Source: J. Pickands, Ann. Statist. 3, 119 (1975),
/// doi:10.1214/aos/1176343003.
public struct DiscreteGeneralizedPareto: LengthDistribution, Hashable {
  /// ξ: positive for a power tail, negative for a greatest length.
  public let shape: Double

  /// σ, in tokens, positive.
  public let scale: Double

  /// u ≥ 0: every answer is longer.
  public let threshold: Int

  /// A law of shape ξ and scale σ beyond the threshold u.
  ///
  /// - Throws: `LengthLawError` unless ξ is finite, 0 < σ < ∞ and
  ///   0 ≤ u ≤ 2⁵³.
  public init(
    shape: Double, scale: Double, threshold: Int = 0
  ) throws(LengthLawError) {
    guard shape.isFinite else {
      throw LengthLawError("shape", shape, accepted: "a finite number")
    }
    guard scale > 0, scale < .infinity else {
      throw LengthLawError("scale", scale, accepted: "a finite number above 0")
    }
    guard threshold >= 0, threshold <= 1 << 53 else {
      throw LengthLawError(
        "threshold", Double(threshold), accepted: "a whole number in 0...2⁵³")
    }
    self.shape = shape
    self.scale = scale
    self.threshold = threshold
  }

  /// The reach of X is below it: σ/|ξ|, or infinite for ξ ≥ 0.
  public var endpoint: Double {
    shape < 0 ? Double(threshold) + scale / -shape : .infinity
  }

  /// σ + ξx, the scale of what is left beyond x; 0 past the endpoint.
  func scaleBeyond(_ x: Double) -> Double {
    max(scale.addingProduct(shape, x), 0)
  }

  /// −log P(X > x), the cumulative hazard.
  func cumulativeHazard(_ x: Double) -> Double {
    let v = shape / scale * x
    if v < -0.5 {
      let left = scaleBeyond(x)
      return left > 0 ? Double.log(left / scale) / shape : .infinity
    }
    // log(1 + v)/v is 1 at v = 0, which may be an underflow.
    return v == 0 ? x / scale : x / scale * (Double.log(onePlus: v) / v)
  }

  /// The same law of what is left beyond x, at one more token.
  func hazardStep(beyond x: Double) -> Double {
    let left = scaleBeyond(x)
    guard left > 0 else { return .infinity }
    let v = shape / left
    guard v > -1 else { return .infinity }
    return v == 0 ? 1 / left : Double.log(onePlus: v) / shape
  }

  /// log [P(X > x) − P(X > x + 1)] with x = k − 1 − u.
  public func logMass(at length: Int) -> Double {
    guard length > threshold else { return -.infinity }
    let x = Double(length - 1 - threshold)
    let hazard = cumulativeHazard(x)
    guard hazard < .infinity else { return -.infinity }
    return -hazard + logOneMinusExp(-hazardStep(beyond: x))
  }

  /// log P(X > k − 1 − u).
  public func logSurvival(at length: Int) -> Double {
    // At one above the threshold it is 0, not −0.
    length <= threshold + 1
      ? 0 : -cumulativeHazard(Double(length - 1 - threshold))
  }

  /// E[N] = u + Σ P(X > x); infinite for ξ ≥ 1.
  public var mean: Double {
    shape < 1 ? Double(threshold) + excessMoments.mean : .infinity
  }

  /// Var[N]; infinite for ξ ≥ ½, NaN where the mean is infinite.
  public var variance: Double {
    shape < 0.5 ? excessMoments.variance : shape < 1 ? .infinity : .nan
  }

  /// Moments of ⌈X⌉: sums, and for a power tail the integrals beyond a K
  /// where it is smooth.
  private var excessMoments: (mean: Double, variance: Double) {
    let smooth = shape > 0 ? 100 * (1 + shape) / shape : .infinity
    let last = smooth < 0x1p60 ? Int(smooth) : 1 << 60
    let (head, squares) = SurvivalSums.moments(over: 1...last) {
      Double.exp(-cumulativeHazard(Double($0 - 1)))
    }
    guard smooth < 0x1p60 else {
      return (head, max(squares - head * head, 0))
    }
    // Beyond K the excess is generalised Pareto with scale σ + ξK.
    let x = Double(last)
    let tail = Double.exp(-cumulativeHazard(x))
    let left = scaleBeyond(x)
    let area = tail * left / (1 - shape)
    let moment = x * area + area * left / (1 - 2 * shape)
    let slope = -tail / left
    let first = head + area + tail / 2 - slope / 12
    let second =
      squares + 2 * moment + area + (2 * x + 1) * tail / 2
      - (2 * tail + (2 * x + 1) * slope) / 12
    return (first, max(second - first * first, 0))
  }
}
