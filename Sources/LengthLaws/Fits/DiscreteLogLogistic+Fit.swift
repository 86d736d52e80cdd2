import NumericalMethods
import RealModule

extension DiscreteLogLogistic: FittableDistribution {
  /// scale, shape: of X, which is rounded up.
  public static var parameterNames: [String] { ["scale", "shape"] }

  /// The law with the parameters scale and shape.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(scale: parameterValues[0], shape: parameterValues[1])
  }

  /// scale, shape.
  public var parameterValues: [Double] { [scale, shape] }

  /// The maximum likelihood fit; a shape of 1 or less is named as
  /// `.infiniteMean`.
  ///
  /// One length, or two that are neighbours, can be matched ever better by a
  /// greater shape, so their likelihood has no maximum.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.requireSpread()
    return try maximumLikelihoodFit(sample)
  }
}

extension DiscreteLogLogistic: ScoredDistribution {
  package static var family: Family { .discreteLogLogistic }
  package static var links: [Link] { [.log, .log] }

  package var hasFiniteMean: Bool { shape > 1 }

  /// Moments of the logarithm of the recorded lengths: log X is logistic with
  /// standard deviation π/(β√3).
  package static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    return [
      Double.exp(mean), Double.pi / (3 * max(variance, 1e-4)).squareRoot(),
    ]
  }

  /// With odds O₀ at k − 1, O₁ at k and δ = log(O₁/O₀), the mass is
  /// (1 − e^{−δ})/((1 + O₀)(1 + 1/O₁)); in log α and log β, log O falls by β
  /// with the one and rises by itself with the other.
  package func curvedLogMass(at length: Int) -> Curved {
    let k = Double(length)
    let end = logOdds(k)
    guard length > 1 else { return Self.below(end, shape) }
    let step = shape * logWidth(length)
    let start = end - step
    let rise = Double.expMinusOne(step)
    let q = 1 / rise
    var sum = Self.above(start, shape) + Self.below(end, shape)
    sum.value =
      abs(end) < 300 && abs(start) < 300
      ? Double.log(
        rise
          / ((1 + Double.exp(start)) * (1 + Double.exp(-end)) * (1 + rise)))
      : sum.value + logOneMinusExp(-step)
    sum.gradient.y += step * q
    sum.diagonal.y += step * q - step * step * q * (1 + q)
    return sum
  }

  /// −log(1 + O).
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    return Self.above(logOdds(Double(length - 1)), shape)
  }

  /// log P(X > x) from the log odds of X ≤ x.
  private static func above(_ odds: Double, _ shape: Double) -> Curved {
    let share = 1 / (1 + Double.exp(-odds))
    return along(odds, shape, -softPlus(odds), -share, -share * (1 - share))
  }

  /// log P(X ≤ x).
  private static func below(_ odds: Double, _ shape: Double) -> Curved {
    let share = 1 / (1 + Double.exp(odds))
    return along(odds, shape, -softPlus(-odds), share, -share * (1 - share))
  }

  /// A function of the log odds, from its value and derivatives.
  private static func along(
    _ odds: Double, _ shape: Double, _ value: Double, _ slope: Double,
    _ bend: Double
  ) -> Curved {
    Curved(
      value, slopes: (-slope * shape, slope * odds),
      bends: (bend * shape * shape, slope * odds + bend * odds * odds),
      mixed: -slope * shape - bend * shape * odds)
  }
}
