import NumericalMethods
import RealModule

extension DiscreteLogT: FittableDistribution {
  /// mu, sigma, nu: of log X.
  public static var parameterNames: [String] { ["mu", "sigma", "nu"] }

  /// The law with the parameters μ, σ and ν.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(
      mu: parameterValues[0], sigma: parameterValues[1],
      nu: parameterValues[2])
  }

  /// mu, sigma, nu.
  public var parameterValues: [Double] { [mu, sigma, nu] }

  /// The maximum likelihood fit of all three parameters.
  ///
  /// Data whose logarithms have tails no heavier than a normal law's have
  /// their maximum at infinite ν: the fit is then the discrete log-normal one,
  /// with `boundary` `.logNormalLimit` and no standard error of ν. At any
  /// finite ν the mean is infinite, by `.infiniteMean`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try sample.requireSpread()
    let limit = try? logNormalLimitFit(sample)
    // The likelihood is flat in large ν and may have a maximum both inside and
    // at the limit, so a few values show where to look.
    var best: Fit<Self>?
    for nu in [1.0, 3, 10, 30, 100, 1000] {
      guard let fit = try? fit(sample, nu: nu) else { continue }
      if fit.logLikelihood > best?.logLikelihood ?? -.infinity { best = fit }
    }
    let isLimit = limit.map { isUnimproved($0, on: sample) } ?? false
    if let limit, isLimit,
      limit.logLikelihood >= best?.logLikelihood ?? -.infinity
    {
      return limit
    }
    let start = best?.distribution.parameterValues ?? start(for: sample)
    do throws(FitError) {
      return try maximumLikelihoodFit(
        sample, from: zip(links, start).map { $0.coordinate($1) })
    } catch {
      guard let limit, isLimit else { throw error }
      return limit
    }
  }

  /// The maximum likelihood fit of μ and σ at a given ν, which does not count
  /// among the parameters estimated.
  ///
  /// With ν = 3.5 it compares with published work.
  ///
  /// - Throws: `FitError` where the likelihood has no maximum or none was
  ///   found, or if ν is out of range.
  public static func fit(
    _ sample: CensoredSample, nu: Double
  ) throws(FitError) -> Fit<Self> {
    guard nu > 0 else {
      throw .parameter(ParameterError("nu", nu, accepted: "a number above 0"))
    }
    try sample.requireSpread()
    return try maximumLikelihoodFit(
      sample, from: Array(startingPoint(for: sample).prefix(2)),
      holdingLast: nu)
  }

  /// The discrete log-normal fit, as one of this family.
  private static func logNormalLimitFit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    let normal = try DiscreteLogNormal.fit(sample)
    let law: Self
    do throws(ParameterError) {
      law = try DiscreteLogT(
        mu: normal.distribution.mu, sigma: normal.distribution.sigma,
        nu: .infinity)
    } catch {
      throw .parameter(error)
    }
    var fit = normal.map { _ in law }
    fit.family = .discreteLogT
    fit.parameters.append(
      FittedParameter(name: "nu", value: .infinity, standardError: nil))
    fit.boundary = .logNormalLimit
    return fit
  }

  /// Whether no large ν makes the sample likelier than the limit does.
  private static func isUnimproved(
    _ limit: Fit<Self>, on sample: CensoredSample
  ) -> Bool {
    let law = limit.distribution
    let slack = 1e-9 + 1e-13 * abs(limit.logLikelihood)
    return [1e4, 1e6].allSatisfy { nu in
      guard let near = try? DiscreteLogT(mu: law.mu, sigma: law.sigma, nu: nu)
      else { return true }
      return near.logLikelihood(of: sample) <= limit.logLikelihood + slack
    }
  }
}

extension DiscreteLogT: ScoredDistribution {
  static var family: Family { .discreteLogT }
  static var links: [Link] { [.identity, .log, .log] }

  var hasFiniteMean: Bool { nu == .infinity }

  /// Moments of the logarithm of the recorded lengths at ν = 5, where the
  /// variance is 5σ²/3.
  static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    return [mean, (0.6 * max(variance, 1e-4)).squareRoot(), 5]
  }

  /// The score of the density, averaged over the slice.
  ///
  /// ∂μ = (ν + 1)E[T/(ν + T²)]/σ, ∂σ = ((ν + 1)E[T²/(ν + T²)] − 1)/σ, and
  /// 2∂ν = ψ((ν + 1)/2) − ψ(ν/2) − 1/ν − E[log(1 + T²/ν)]
  /// + E[T²/(ν + T²)](ν + 1)/ν.
  func scoredLogMass(at length: Int) -> Scored {
    if let normal { return normal.scoredLogMass(at: length) }
    let x = Double(length)
    guard length > 1 else { return scoredTails(at: x).lower }
    guard let slice = slice(at: x) else {
      return scoredTails(at: x - 1).logDifference(to: scoredTails(at: x))
    }
    let (share, square, log) = (
      slice.averages.x, slice.averages.y, slice.averages.z
    )
    return Scored(
      slice.log, (nu + 1) * share / sigma, ((nu + 1) * square - 1) / sigma,
      0.5
        * (digammaDifference(nu / 2, plus: 0.5) - 1 / nu - log
          + (nu + 1) / nu * square))
  }

  /// ∂μ = h/σ and ∂σ = Th/σ with h Student's hazard; ∂ν by carrying the
  /// derivative through the continued fraction.
  func scoredLogSurvival(at length: Int) -> Scored {
    if let normal { return normal.scoredLogSurvival(at: length) }
    return length > 1 ? scoredTails(at: Double(length - 1)).upper : Scored(0)
  }

  private func scoredTails(at x: Double) -> ScoredTails {
    let y = score(x)
    let student = student
    let (lower, upper) = student.scoredLogTails(y)
    let density = student.logPeak + student.logRelativeDensity(y)
    let reverse = -Double.exp(density - lower.value) / sigma
    let hazard = Double.exp(density - upper.value) / sigma
    return ScoredTails(
      lower: Scored(lower.value, reverse, y * reverse, lower.derivative),
      upper: Scored(upper.value, hazard, y * hazard, upper.derivative))
  }
}
