import NumericalMethods
import RealModule

extension BetaDiscreteWeibull: FittableDistribution {
  /// alpha, beta, c.
  public static var parameterNames: [String] { ["alpha", "beta", "c"] }

  /// The law with the parameters α, β and c.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(
      alpha: parameterValues[0], beta: parameterValues[1],
      c: parameterValues[2])
  }

  /// alpha, beta, c.
  public var parameterValues: [Double] { [alpha, beta, c] }

  /// The maximum likelihood fit, the best of searches from several starts.
  ///
  /// Data for which a varying q explains nothing have their maximum at
  /// infinite α and β: the fit is then a discrete Weibull law, written with
  /// α + β = 10³⁰, with `boundary` `.discreteWeibullLimit` and no standard
  /// errors. Lengths that begin abruptly far from 1 and go on as a power law are
  /// matched ever better by a larger c, and have no maximum.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try sample.requireSpread()
    let limit = try discreteWeibullLimit(sample)
    var best: Fit<Self>?
    for start in starts(near: limit?.fit.distribution, for: sample) {
      do throws(FitError) {
        let fit = try maximumLikelihoodFit(
          sample, from: start, isSimplexTried: false)
        if fit.logLikelihood > best?.logLikelihood ?? -.infinity { best = fit }
      } catch {
        continue
      }
    }
    let ceiling = limit?.fit.logLikelihood ?? -.infinity
    if let best, best.logLikelihood > ceiling, best.distribution.beta < 1e9 {
      try requireEnding(
        alpha: best.distribution.alpha, beta: best.distribution.beta)
      return best
    }
    guard let limit, best != nil || limit.isUnimproved(on: sample) else {
      throw .notConverged(
        "no start led to one: where lengths begin abruptly and go on as a "
          + "power law, c grows without end")
    }
    return limit.fit
  }

  /// The discrete Weibull fit as a law of this family, if there is one that
  /// can be written so.
  private static func discreteWeibullLimit(
    _ sample: CensoredSample
  ) throws(FitError) -> SpreadlessLimit<Self>? {
    guard let simpler = try? DiscreteWeibull.fit(sample) else { return nil }
    let law = simpler.distribution
    return try SpreadlessLimit(
      stop: -Double.expMinusOne(-law.lambda), go: law.q, shape: [law.beta],
      of: simpler, boundary: .discreteWeibullLimit)
  }

  /// Coordinates to start from: the beta-geometric fit, and the discrete
  /// Weibull fit with some spread and a steeper shape.
  private static func starts(
    near limit: Self?, for sample: CensoredSample
  ) -> [[Double]] {
    var starts: [[Double]] = []
    if let fit = try? BetaGeometric.fit(sample),
      fit.boundary != .geometricLimit
    {
      let law = fit.distribution
      starts.append([Double.log(law.alpha), Double.log(law.beta), 0])
    }
    if let limit {
      let odds = limit.beta / limit.alpha
      for (alpha, factor) in [(10.0, 1.1), (1.0, 1.5)] {
        // A larger power needs a larger β for the same scale.
        starts.append([
          Double.log(alpha), Double.log(alpha) + factor * Double.log(odds),
          Double.log(limit.c * factor),
        ])
      }
    }
    return starts.isEmpty ? [startingPoint(for: sample)] : starts
  }
}

extension BetaDiscreteWeibull: ScoredDistribution {
  static var family: Family { .betaDiscreteWeibull }
  static var links: [Link] { [.log, .log, .log] }

  var hasFiniteMean: Bool { alpha * c > 1 }

  /// That of the beta-geometric law, with c = 1.
  static func start(for sample: CensoredSample) -> [Double] {
    BetaGeometric.start(for: sample) + [1]
  }

  /// log S(k) and log(1 − e^{−d}), d = log S(k) − log S(k + 1) being the mixed
  /// difference from β + (k − 1)^c on.
  func scoredLogMass(at length: Int) -> Scored {
    let step = PowerStep(to: length, power: c)
    var score = scoredLogSurvival(at: length)
    score.value = logMass(at: length)
    let b = beta + step.before
    let drop = logGammaMixedDifference(b, alpha, step.rise)
    guard drop < 700 else { return score }
    let weight = 1 / Double.expMinusOne(drop)
    let byBeta = digammaMixedDifference(b, alpha, step.rise)
    let byRise = digammaDifference(b + step.rise, plus: alpha)
    let byC =
      (step.before > 0 ? byBeta * step.beforeSlope : 0)
      + byRise * step.riseSlope
    score.gradient[0] += weight * digammaDifference(b + alpha, plus: step.rise)
    score.gradient[1] += weight * byBeta
    score.gradient[2] += weight * byC
    return score
  }

  /// ∂α and ∂β as for the beta-geometric law at y = (k − 1)^c, and
  /// ∂c = −(ψ(α + β + y) − ψ(β + y)) y log(k − 1).
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    let k = Double(length - 1)
    let y = Double.pow(k, c)
    return Scored(
      logTail(y), -digammaDifference(alpha + beta, plus: y),
      -digammaMixedDifference(beta, alpha, y),
      -digammaDifference(beta + y, plus: alpha) * y * Double.log(k))
  }
}
