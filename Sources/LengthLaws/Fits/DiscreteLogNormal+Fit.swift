import NumericalMethods
import RealModule

extension DiscreteLogNormal: FittableDistribution {
  /// mu, sigma: of log X.
  public static var parameterNames: [String] { ["mu", "sigma"] }

  /// The law with the parameters μ and σ.
  public init(parameterValues: [Double]) throws(LengthLawError) {
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
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.requireSpread()
    return try maximumLikelihoodFit(sample)
  }
}

extension DiscreteLogNormal: ScoredDistribution {
  package static var family: Family { .discreteLogNormal }
  package static var links: [Link] { [.identity, .log] }

  /// Moments of the logarithm of the recorded lengths, each taken at the
  /// middle of the interval that rounds up to it.
  package static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    return [mean, max(variance, 1e-4).squareRoot()]
  }

  /// The derivatives of the density, averaged over the slice: with Z the
  /// standardised logarithm, ∂μ = E[Z]/σ and ∂ log σ = E[Z²] − 1, and the
  /// second ones are averages and covariances of powers of Z.
  package func curvedLogMass(at length: Int) -> Curved {
    let (width, center) = (logWidth(length) / sigma, score(Double(length)))
    guard length > 1, width * (3 + abs(center)) < SliceQuadrature.limit else {
      return tailDifference(at: length)
    }
    let z = center - width / 2
    var (mass, m1, m2, m3, m4) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for node in SliceQuadrature.rule(bend: width * (3 + abs(z))) {
      let d = node.place * width / 2
      let share = node.weight * Double.exp(-d * (z + d / 2))
      let t = z + d
      mass += share
      m1 += share * t
      m2 += share * t * t
      m3 += share * t * t * t
      m4 += share * t * t * t * t
    }
    (m1, m2, m3, m4) = (m1 / mass, m2 / mass, m3 / mass, m4 / mass)
    return Curved(
      logNormalDensity(z) + Double.log(width / 2 * mass),
      slopes: (m1 / sigma, m2 - 1),
      bends: ((m2 - m1 * m1 - 1) / sigma / sigma, m4 - m2 * m2 - 2 * m2),
      mixed: (m3 - m1 * m2 - 2 * m1) / sigma)
  }

  /// From the tail in which both ends lie.
  private func tailDifference(at length: Int) -> Curved {
    let end = score(Double(length))
    guard length > 1 else { return tail(-end, direction: -1) }
    let start = score(Double(length - 1))
    return start > 0
      ? tail(start).logDifference(tail(end))
      : tail(-end, direction: -1).logDifference(tail(-start, direction: -1))
  }

  package func curvedLogSurvival(at length: Int) -> Curved {
    length > 1 ? tail(score(Double(length - 1))) : Curved(0)
  }

  /// log Q(z), with z falling by 1/σ with μ and by itself with log σ; the
  /// direction is −1 where z is the negative of a score.
  private func tail(_ z: Double, direction: Double = 1) -> Curved {
    let log = logNormalSurvival(z)
    let hazard = Double.exp(logNormalDensity(z) - log)
    let score = Curved(
      z, slopes: (-direction / sigma, -z), bends: (0, z),
      mixed: direction / sigma)
    return score.mapped(log, -hazard, -hazard * (hazard - z))
  }
}
