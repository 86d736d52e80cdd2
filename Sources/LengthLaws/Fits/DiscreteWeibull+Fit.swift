import RealModule

extension DiscreteWeibull: FittableDistribution {
  /// q, beta.
  public static var parameterNames: [String] { ["q", "beta"] }

  /// The law with the parameters q and β.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(q: parameterValues[0], beta: parameterValues[1])
  }

  /// q, beta.
  public var parameterValues: [Double] { [q, beta] }

  /// The maximum likelihood fit.
  ///
  /// One length, or two that are neighbours, can be matched ever better by a
  /// larger β, so their likelihood has no maximum. Nor has that of answers
  /// that all ended at their first token but for some still going on: a β of
  /// 0, which never ends those, is best. The search is in log(−log q), so that
  /// long and regular answers, whose q is 1 − 10⁻¹⁶ or closer to 1, are
  /// fitted as well as others.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try sample.requireSpread()
    let fit = try maximumLikelihoodFit(sample)
    guard 1e-6...1e6 ~= fit.distribution.beta else {
      throw .notConverged(
        "the shape runs away to \(fit.distribution.beta)")
    }
    return fit
  }
}

extension DiscreteWeibull: ScoredDistribution {
  static var family: Family { .discreteWeibull }
  static var links: [Link] { [.complementaryLogLog, .log] }

  /// The law at a point of the search, −log q unrounded.
  init(coordinates: [Double]) throws(ParameterError) {
    try self.init(
      lambda: Double.exp(coordinates[0]), beta: Double.exp(coordinates[1]))
  }

  var slopes: [Double] { [-q * lambda, beta] }

  /// Where a Weibull law has the moments of the logarithm: variance
  /// π²/(6β²) and mean −(γ + log λ)/β.
  static func startingPoint(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    let beta = min(1.2825 / max(variance, 1e-6).squareRoot(), 20)
    return [-0.577_215_664_9 - beta * mean, Double.log(beta)]
  }

  /// The same as parameters.
  static func start(for sample: CensoredSample) -> [Double] {
    zip(links, startingPoint(for: sample)).map { $0.parameter($1) }
  }

  /// With x = (k − 1)^β and w = k^β − x: log P = −λx + log(1 − e^{−λw}).
  func scoredLogMass(at length: Int) -> Scored {
    let step = PowerStep(to: length, power: beta)
    let drop = lambda * step.rise
    // Where S(k + 1) is nothing beside S(k), w does not matter.
    let weight = drop < 700 ? 1 / Double.expMinusOne(drop) : 0
    let byLambda =
      -step.before + (weight > 0 ? step.rise * weight : 0)
    let byBeta =
      lambda
      * (-step.beforeSlope + (weight > 0 ? step.riseSlope * weight : 0))
    return Scored(logMass(at: length), -byLambda / q, byBeta)
  }

  /// ∂q = x/q, ∂β = −λ x log(k − 1) with x = (k − 1)^β.
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    let k = Double(length - 1)
    let power = Double.pow(k, beta)
    return Scored(
      -lambda * power, power / q, -lambda * power * Double.log(k))
  }
}
