import NumericalMethods
import RealModule

extension DiscreteLogLogistic: FittableDistribution {
  /// scale, shape: of X, which is rounded up.
  public static var parameterNames: [String] { ["scale", "shape"] }

  /// The law with the parameters scale and shape.
  public init(parameterValues: [Double]) throws(ParameterError) {
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
  ) throws(FitError) -> Fit<Self> {
    try sample.requireSpread()
    return try maximumLikelihoodFit(sample)
  }
}

extension DiscreteLogLogistic: ScoredDistribution {
  static var family: Family { .discreteLogLogistic }
  static var links: [Link] { [.log, .log] }

  var hasFiniteMean: Bool { shape > 1 }

  /// Moments of the logarithm of the recorded lengths: log X is logistic with
  /// standard deviation π/(β√3).
  static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    return [
      Double.exp(mean), Double.pi / (3 * max(variance, 1e-4)).squareRoot(),
    ]
  }

  /// The sum of the scores of the three factors of the mass.
  func scoredLogMass(at length: Int) -> Scored {
    let x = Double(length)
    let odds = logOdds(x)
    let above = Double.exp(-softPlus(odds))
    var score = Scored(
      -softPlus(-odds), -above * shape / scale, above * odds / shape)
    guard length > 1 else { return score }
    let step = logStep(length)
    score += scoredLogSurvival(at: length)
    score += Scored(
      logOneMinusExp(step), 0, step / shape / -Double.expMinusOne(-step))
    return score
  }

  /// ∂α = F β/α and ∂β = −F log(x/α) with F = P(X ≤ x).
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    let odds = logOdds(Double(length - 1))
    let below = Double.exp(-softPlus(-odds))
    return Scored(
      -softPlus(odds), below * shape / scale, -below * odds / shape)
  }
}
