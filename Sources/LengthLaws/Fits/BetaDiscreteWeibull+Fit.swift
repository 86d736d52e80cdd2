import NumericalMethods
import RealModule

extension BetaDiscreteWeibull: FittableDistribution {
  /// alpha, beta, c.
  public static var parameterNames: [String] { ["alpha", "beta", "c"] }

  /// The law with the parameters α, β and c.
  public init(parameterValues: [Double]) throws(LengthLawError) {
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
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.requireSpread()
    let terms = FitTerms(sample)
    let limit = try discreteWeibullLimit(sample)
    var best: LengthFit<Self>?
    for start in starts(near: limit?.fit.distribution, for: sample) {
      do throws(LengthLawError) {
        // Beyond α = 10⁹ the law is discrete Weibull to every digit.
        let fit = try maximumLikelihoodFit(
          sample, from: start, terms: terms,
          ceiling: SIMD4(20.7, 200, 14, .infinity))
        if fit.logLikelihood > best?.logLikelihood ?? -.infinity { best = fit }
      } catch {
        continue
      }
    }
    let ceiling = limit?.fit.logLikelihood ?? -.infinity
    if let best, best.logLikelihood > ceiling {
      try requireEnding(
        alpha: best.distribution.alpha, beta: best.distribution.beta)
      return best
    }
    guard let limit, best != nil || limit.isUnimproved(on: terms) else {
      throw .noMaximum(
        "no start led to one: where lengths begin abruptly and go on as a "
          + "power law, c grows without end")
    }
    return limit.fit
  }

  /// The discrete Weibull fit as a law of this family, if there is one that
  /// can be written so.
  private static func discreteWeibullLimit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> SpreadlessLimit<Self>? {
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
  package static var family: Family { .betaDiscreteWeibull }
  package static var links: [Link] { [.log, .log, .log] }

  package var hasFiniteMean: Bool { alpha * c > 1 }

  /// That of the beta-geometric law, with c = 1.
  package static func start(for sample: CensoredSample) -> [Double] {
    BetaGeometric.start(for: sample) + [1]
  }

  /// log S(k) + log(1 − e^{−d}) with d = log S(k) − log S(k + 1).
  package func curvedLogMass(at length: Int) -> Curved {
    curvedLogSurvival(at: length)
      + Self.ending(curvedFall(from: length - 1, to: length))
  }

  package func curvedLogSurvival(at length: Int) -> Curved {
    length > 1 ? -1 * curvedFall(from: 0, to: length - 1) : Curved(0)
  }

  /// The falls between the lengths, each weighted by the answers that went
  /// through it.
  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    var sum = Curved(0)
    var next = 0
    for run in terms.survivalTails.runs {
      var start = run.start
      if next < terms.ended.count, terms.ended[next].length == start + 1 {
        let fall = curvedFall(from: start, to: start + 1)
        sum += terms.ended[next].weight * Self.ending(fall)
        sum += -run.count * fall
        start += 1
        next += 1
      }
      if start < run.end {
        sum += -run.count * curvedFall(from: start, to: run.end)
      }
    }
    for term in terms.ended[next...] {
      let fall = curvedFall(from: term.length - 1, to: term.length)
      sum += term.weight * Self.ending(fall)
    }
    return sum + curvedGroups(of: terms)
  }

  /// log(1 − e^{−d}).
  private static func ending(_ fall: Curved) -> Curved {
    guard fall.value < 700 else { return Curved(0) }
    let q = 1 / Double.expMinusOne(fall.value)
    return fall.mapped(logOneMinusExp(-fall.value), q, -q * (1 + q))
  }
}
