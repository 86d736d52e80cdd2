import NumericalMethods
import RealModule

extension DiscreteGamma: FittableDistribution {
  /// shape, rate: of X, which is rounded up.
  public static var parameterNames: [String] { ["shape", "rate"] }

  /// The law with the parameters shape and rate.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(shape: parameterValues[0], rate: parameterValues[1])
  }

  /// shape, rate.
  public var parameterValues: [Double] { [shape, rate] }

  /// The maximum likelihood fit.
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

extension DiscreteGamma: ScoredDistribution {
  static var family: Family { .discreteGamma }
  static var links: [Link] { [.log, .log] }

  /// Moments of the recorded lengths, each taken at the middle of the
  /// interval that rounds up to it.
  static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { $0 - 0.5 }
    let shape = min(max(mean * mean / max(variance, 0.05), 0.05), 1e4)
    return [shape, shape / mean]
  }

  /// The score of the density, averaged over the slice: ∂a = E[log bX] − ψ(a),
  /// ∂b = (a − E[bX])/b.
  func scoredLogMass(at length: Int) -> Scored {
    let x = Double(length)
    guard length > 1 else { return scoredTails(at: x).lower }
    guard let slice = slice(at: x) else {
      return scoredTails(at: x - 1).logDifference(to: scoredTails(at: x))
    }
    return Scored(
      slice.log, slice.meanLog - digamma(shape), (shape - slice.mean) / rate)
  }

  /// ∂a by carrying the derivative through series and continued fraction, ∂b
  /// from the density.
  func scoredLogSurvival(at length: Int) -> Scored {
    length > 1 ? scoredTails(at: Double(length - 1)).upper : Scored(0)
  }

  private func scoredTails(at x: Double) -> ScoredTails {
    let z = rate * x
    let (lower, upper) = IncompleteGamma<Dual>(
      a: Dual(shape, derivative: 1), x: z
    ).logTails
    // log of z times the density at z.
    let density = logGammaFront(z) + Double.log(shape)
    return ScoredTails(
      lower: Scored(
        lower.value, lower.derivative,
        Double.exp(density - lower.value) / rate),
      upper: Scored(
        upper.value, upper.derivative,
        -Double.exp(density - upper.value) / rate))
  }
}
