import NumericalMethods
import RealModule

/// A log-logistic length, rounded up to whole tokens.
///
/// N = ⌈X⌉ with P(X > x) = 1/(1 + (x/α)^β):
///
///     S(k) = 1/(1 + ((k − 1)/α)^β),   P(N = k) = S(k) − S(k + 1)
///
/// α is the median of X. The tail is a power: moments of order β and above
/// are infinite.
public struct DiscreteLogLogistic: LengthDistribution, Hashable {
  /// α, the median of X in tokens, positive.
  public let scale: Double

  /// β, the power by which the tail falls, positive.
  public let shape: Double

  /// A law with scale α and shape β.
  ///
  /// - Throws: `LengthLawError` unless both are positive and finite.
  public init(scale: Double, shape: Double) throws(LengthLawError) {
    guard scale > 0, scale < .infinity else {
      throw LengthLawError("scale", scale, accepted: "a finite number above 0")
    }
    guard shape > 0, shape < .infinity else {
      throw LengthLawError("shape", shape, accepted: "a finite number above 0")
    }
    self.scale = scale
    self.shape = shape
  }

  /// log (x/α)^β, the log odds of X ≤ x.
  func logOdds(_ x: Double) -> Double { shape * Double.log(x / scale) }

  /// log [P(X > k − 1) P(X ≤ k) (1 − ((k − 1)/k)^β)], which is the difference
  /// of the tails as a product.
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let below = -softPlus(-logOdds(Double(length)))
    guard length > 1 else { return below }
    return logSurvival(at: length) + below + logOneMinusExp(logStep(length))
  }

  /// log [((k − 1)/k)^β].
  func logStep(_ length: Int) -> Double {
    shape * Double.log(onePlus: -1 / Double(length))
  }

  /// −log(1 + ((k − 1)/α)^β).
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : -softPlus(logOdds(Double(length - 1)))
  }

  /// E[N] = Σ S(k); infinite for β ≤ 1.
  public var mean: Double { shape > 1 ? moments.mean : .infinity }

  /// Var[N]; infinite for β ≤ 2, NaN where the mean is infinite.
  public var variance: Double {
    shape > 2 ? moments.variance : shape > 1 ? .infinity : .nan
  }

  /// Sums up to a length K where the odds exceed 1000 and S is smooth, then
  /// the integrals of the expansion of S in powers of 1/odds.
  private var moments: (mean: Double, variance: Double) {
    let end = max(100 * (shape + 1), scale * Double.exp(7 / shape))
    guard end < 1e18 else { return continuousMoments }
    let last = Int(end)
    let (head, squares) = SurvivalSums.moments(
      over: 1...last, survival: survival(at:))
    // Σ_{x ≥ K} G(x) = ∫ G + G(K)/2 − G′(K)/12, and so for (2x + 1)G.
    let x = Double(last)
    let odds = logOdds(x)
    var (area, moment, sign) = (0.0, 0.0, 1.0)
    for power in 1...8 {
      let term = sign * Double.exp(-Double(power) * odds)
      area += x * term / (Double(power) * shape - 1)
      moment += x * x * term / (Double(power) * shape - 2)
      sign = -sign
    }
    let tail = Double.exp(-softPlus(odds))
    let slope = -tail * shape / x * Double.exp(-softPlus(-odds))
    let first = head + area + tail / 2 - slope / 12
    let second =
      squares + 2 * moment + area + (2 * x + 1) * tail / 2
      - (2 * tail + (2 * x + 1) * slope) / 12
    return (first, max(second - first * first, 0))
  }

  /// Moments of X and of a uniform rounding, where tokens are too fine to
  /// count.
  private var continuousMoments: (mean: Double, variance: Double) {
    let angle = Double.pi / shape
    let first = angle / Double.sin(angle)
    let second = 2 * angle / Double.sin(2 * angle)
    return (
      scale * first + 0.5, scale * scale * (second - first * first) + 1.0 / 12
    )
  }
}

/// log(1 + eˣ).
func softPlus(_ x: Double) -> Double {
  max(x, 0) + Double.log(onePlus: Double.exp(-abs(x)))
}
