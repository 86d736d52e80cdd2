import NumericalMethods
import RealModule

extension DiscreteLogNormal: FittableDistribution {
  /// mu, sigma: of log X.
  public static var parameterNames: [String] { ["mu", "sigma"] }

  /// The law with the parameters μ and σ.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(mu: parameterValues[0], sigma: parameterValues[1])
  }

  /// mu, sigma.
  public var parameterValues: [Double] { [mu, sigma] }

  /// The maximum likelihood fit.
  ///
  /// One length, or two that are neighbours, can be matched ever better by
  /// smaller σ, so their likelihood has no maximum.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try sample.requireSpread()
    return try maximumLikelihoodFit(sample)
  }
}

extension DiscreteLogNormal: ScoredDistribution {
  static var family: Family { .discreteLogNormal }
  static var links: [Link] { [.identity, .log] }

  /// Moments of the logarithm of the recorded lengths, each taken at the
  /// middle of the interval that rounds up to it.
  static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    return [mean, max(variance, 1e-4).squareRoot()]
  }

  /// The score of the density, averaged over the slice: ∂μ = E[Z]/σ,
  /// ∂σ = (E[Z²] − 1)/σ.
  func scoredLogMass(at length: Int) -> Scored {
    let slice = slice(at: length)
    return Scored(
      slice.logMass, slice.mean / sigma, (slice.meanSquare - 1) / sigma)
  }

  /// ∂μ = h(z)/σ and ∂σ = z h(z)/σ with h the normal hazard φ/Q.
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    let z = score(Double(length - 1))
    let log = logNormalSurvival(z)
    let hazard = Double.exp(logNormalDensity(z) - log)
    return Scored(log, hazard / sigma, z * hazard / sigma)
  }
}
