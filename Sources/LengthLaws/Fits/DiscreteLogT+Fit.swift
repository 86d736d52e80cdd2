import NumericalMethods
import RealModule

extension DiscreteLogT: FittableDistribution {
  /// mu, sigma, nu: of log X.
  public static var parameterNames: [String] { ["mu", "sigma", "nu"] }

  /// The law with the parameters μ, σ and ν.
  public init(parameterValues: [Double]) throws(LengthLawError) {
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
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.requireSpread()
    let terms = FitTerms(sample)
    let limit = try? logNormalLimitFit(sample)
    let isLimit = limit.map { isUnimproved($0, on: terms) } ?? false
    let rough = start(for: sample)
    // The likelihood is flat in large ν and may have a maximum both inside and
    // at the limit.
    var reason = LengthLawError.noMaximum("no ν is the most likely")
    for (nu, share) in [(3.0, 0.8), (30, 1.2), (1, 0.5), (300, 1.3)] {
      do throws(LengthLawError) {
        let fit = try maximumLikelihoodFit(
          sample,
          from: [rough[0], Double.log(share * rough[1]), Double.log(nu)],
          terms: terms, limit: 60,
          ceiling: SIMD4(.infinity, .infinity, 16, .infinity))
        if let limit, isLimit, limit.logLikelihood >= fit.logLikelihood {
          return limit
        }
        return fit
      } catch {
        reason = error
      }
      // What rises towards the limit from both sides has its maximum there.
      if let limit, isLimit, nu > 3 { return limit }
    }
    guard let limit, isLimit else { throw reason }
    return limit
  }

  /// The maximum likelihood fit of μ and σ at a given ν, which does not count
  /// among the parameters estimated.
  ///
  /// With ν = 3.5 it compares with published work.
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found, or if ν is out of range.
  public static func fit(
    _ sample: CensoredSample, nu: Double
  ) throws(LengthLawError) -> LengthFit<Self> {
    guard nu > 0 else {
      throw LengthLawError("nu", nu, accepted: "a number above 0")
    }
    try sample.requireSpread()
    guard nu < .infinity else { return try logNormalLimitFit(sample) }
    let start = startingPoint(for: sample)
    return try maximumLikelihoodFit(
      sample, from: [start[0], start[1], Double.log(nu)], holding: 2)
  }

  /// The discrete log-normal fit, as one of this family.
  private static func logNormalLimitFit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    let normal = try DiscreteLogNormal.fit(sample)
    let law = try DiscreteLogT(
      mu: normal.distribution.mu, sigma: normal.distribution.sigma,
      nu: .infinity)
    var fit = normal.map { _ in law }
    fit.family = .discreteLogT
    fit.parameters.append(
      FittedParameter(name: "nu", value: .infinity, standardError: nil))
    fit.boundary = .logNormalLimit
    return fit
  }

  /// Whether no large ν makes the sample likelier than the limit does.
  private static func isUnimproved(
    _ limit: LengthFit<Self>, on terms: FitTerms
  ) -> Bool {
    let law = limit.distribution
    let slack = 1e-9 + 1e-13 * abs(limit.logLikelihood)
    return [1e4, 1e6].allSatisfy { nu in
      guard let near = try? DiscreteLogT(mu: law.mu, sigma: law.sigma, nu: nu)
      else { return true }
      return near.curvedLogLikelihood(of: terms).value <= limit.logLikelihood
        + slack
    }
  }
}

extension DiscreteLogT: ScoredDistribution {
  package static var family: Family { .discreteLogT }
  package static var links: [Link] { [.identity, .log, .log] }

  package var hasFiniteMean: Bool { nu == .infinity }

  /// Moments of the logarithm of the recorded lengths at ν = 5, where the
  /// variance is 5σ²/3.
  package static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    return [mean, (0.6 * max(variance, 1e-4)).squareRoot(), 5]
  }

  /// The derivatives of the density in μ, log σ and log ν, averaged over the
  /// slice, and their covariances there.
  package func curvedLogMass(at length: Int) -> Curved {
    if let normal { return normal.curvedLogMass(at: length) }
    let width = logWidth(length) / sigma
    let y = score(Double(length)) - width / 2
    let bend = width * roughness(y)
    guard length > 1, bend < SliceQuadrature.limit else {
      return tailDifference(at: length)
    }
    let spread = nu + y * y
    var mass = 0.0
    var average = Curved(0)
    for node in SliceQuadrature.rule(bend: bend) {
      let s = node.place * width / 2
      let growth = s * ((2 * y + s) / spread)
      let share =
        node.weight
        * Double.exp(-(nu + 1) / 2 * Double.log(onePlus: growth))
      let density = curvedDensity(y + s)
      mass += share
      average.gradient += share * density.gradient
      average.diagonal +=
        share * (density.diagonal + density.gradient * density.gradient)
      average.mixed += share * (density.mixed + density.gradient.pairs)
    }
    let slopes = average.gradient / mass
    return Curved(
      constants.logPeak + student.logRelativeDensity(y)
        + Double.log(width / 2 * mass),
      gradient: slopes, diagonal: average.diagonal / mass - slopes * slopes,
      mixed: average.mixed / mass - slopes.pairs)
  }

  /// The derivatives of the log density of log X at a score T. With
  /// D = ν + T² and L = log(1 + T²/ν),
  ///
  ///     ∂μ = (ν + 1)T/(Dσ),   ∂ log σ = (ν + 1)T²/D − 1,
  ///     2∂ν = ψ((ν + 1)/2) − ψ(ν/2) − 1/ν − L + (ν + 1)T²/(νD).
  private func curvedDensity(_ t: Double) -> Curved {
    let square = t * t
    let inverse = 1 / (nu + square)
    let share = (nu + 1) * t * inverse
    let fall = nu * inverse
    let log = Double.log(onePlus: square / nu)
    let q = square * inverse
    let slope = 0.5 * (constants.slope - log + (nu + 1) / nu * q)
    let bend =
      0.5
      * (constants.bend + q / nu - q / nu / nu - (nu + 1) / nu * q * inverse)
    let drift = (square - 1) * inverse * inverse
    return Curved(
      0,
      gradient: SIMD4(share / sigma, share * t - 1, nu * slope, 0),
      diagonal: SIMD4(
        (nu + 1) * (square - nu) * inverse * inverse / sigma / sigma,
        -2 * share * t * fall, nu * slope + nu * nu * bend, 0),
      mixed: SIMD4(
        -2 * share * fall / sigma, nu * t * drift / sigma, nu * square * drift,
        0))
  }

  /// From the tail in which both ends lie.
  private func tailDifference(at length: Int) -> Curved {
    let end = tails(at: Double(length))
    guard length > 1 else { return end.lower }
    let start = tails(at: Double(length - 1))
    return end.lower.value < start.upper.value
      ? end.lower.logDifference(start.lower)
      : start.upper.logDifference(end.upper)
  }

  /// By the density; ∂ν by carrying derivatives through the continued
  /// fraction.
  package func curvedLogSurvival(at length: Int) -> Curved {
    if let normal { return normal.curvedLogSurvival(at: length) }
    return length > 1 ? tails(at: Double(length - 1)).upper : Curved(0)
  }

  private func tails(at x: Double) -> (lower: Curved, upper: Curved) {
    let y = score(x)
    let (lower, upper) = student.curvedLogTails(y)
    let density = constants.logPeak + student.logRelativeDensity(y)
    // The density's derivatives at y, by T and by ν.
    let fall = -(nu + 1) * y / (nu + y * y)
    let slope = student.densitySlope(y)
    func curved(_ tail: Jet, _ sign: Double) -> Curved {
      let rate = sign * Double.exp(density - tail.value)
      let score = Curved(
        y, slopes: (-1 / sigma, -y), bends: (0, y), mixed: 1 / sigma)
      var result = score.mapped(tail.value, rate, rate * (fall - rate))
      let cross = nu * rate * (slope - tail.first)
      result.gradient.z = nu * tail.first
      result.diagonal.z = nu * (tail.first + nu * tail.second)
      result.mixed.y = -cross / sigma
      result.mixed.z = -cross * y
      return result
    }
    return (curved(lower, 1), curved(upper, -1))
  }
}
