import NumericalMethods
import RealModule

extension NegativeBinomial: FittableDistribution {
  /// mean, size: both of N − 1.
  public static var parameterNames: [String] { ["mean", "size"] }

  /// The law with the parameters mean and size of N − 1.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(
      meanBeyondFirst: parameterValues[0], size: parameterValues[1])
  }

  /// mean, size.
  public var parameterValues: [Double] { [meanBeyondFirst, size] }

  /// The maximum likelihood fit.
  ///
  /// Data that spread no more than a Poisson have their maximum at infinite
  /// size: the fit is then that Poisson, with `boundary` `.poissonLimit` and
  /// no standard error of the size.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.validate()
    guard sample.range?.upperBound ?? 1 > 1 else {
      throw .oneDistinctLength(1)
    }
    let terms = FitTerms(sample)
    let inner = innerFit(sample, terms)
    // Of complete answers the likelihood has a maximum inside or none at all
    // (Levin and Reeds 1977, doi:10.1214/aos/1176343741); cut ones may leave
    // room for both.
    if let inner, isAbovePoissons(inner.logLikelihood, terms) { return inner }
    do throws(LengthLawError) {
      let limit = try poissonLimitFit(sample)
      guard let inner, inner.logLikelihood > limit.logLikelihood else {
        return limit
      }
      return inner
    } catch {
      guard let inner else { throw error }
      return inner
    }
  }

  /// Whether a maximum inside is above that of all Poissons for certain: of
  /// complete answers any is, and otherwise no Poisson is likelier than the one
  /// with the mean of those that ended, had it foretold all others.
  private static func isAbovePoissons(
    _ logLikelihood: Double, _ terms: FitTerms
  ) -> Bool {
    if terms.beyond.isEmpty, terms.grouped.isEmpty { return true }
    guard terms.beyond.allSatisfy({ $0.weight > 0 }), terms.endedWeight > 0
    else { return false }
    let mean = terms.endedTails.total / terms.endedWeight
    guard mean > 0 else { return false }
    let ceiling =
      PoissonCount(mean: mean).logRatios(terms.endedTails)
      - terms.endedTails.total
    return logLikelihood > ceiling
  }

  /// The maximum at a finite size, if the likelihood rises to one from the
  /// moments, or from close to the Poisson limit.
  private static func innerFit(
    _ sample: CensoredSample, _ terms: FitTerms
  ) -> LengthFit<Self>? {
    let start = start(for: sample)
    // Beyond this spread the law is a Poisson to every digit.
    func isFinite(_ fit: LengthFit<Self>) -> Bool {
      fit.distribution.size < 1e9 * max(fit.distribution.meanBeyondFirst, 1)
    }
    for size in [start[1], max(1, start[0]), 1e3 * start[0]] {
      let point = [Double.log(start[0]), Double.log(size)]
      let fit = try? maximumLikelihoodFit(
        sample, from: point, terms: terms, limit: 60)
      if let fit, isFinite(fit) { return fit }
    }
    return nil
  }

  /// The most likely Poisson law of N − 1.
  private static func poissonLimitFit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    let poisson = try Poisson.fit(sample)
    let mean = poisson.distribution.meanBeyondFirst
    let law = try NegativeBinomial(meanBeyondFirst: mean, size: .infinity)
    return LengthFit(
      distribution: law, family: .negativeBinomial,
      parameters: poisson.parameters + [
        FittedParameter(name: "size", value: .infinity, standardError: nil)
      ],
      logLikelihood: poisson.logLikelihood, observations: sample.weight,
      censored: sample.censoredWeight, iterations: poisson.iterations,
      isConverged: true, boundary: .poissonLimit)
  }
}

extension NegativeBinomial: ScoredDistribution {
  package static var family: Family { .negativeBinomial }
  package static var links: [Link] { [.log, .log] }

  /// Moments of the recorded lengths; the censored ones bias both, which the
  /// search mends.
  package static func start(for sample: CensoredSample) -> [Double] {
    let (recorded, variance) = sample.roughMoments()
    let mean = max(recorded - 1, 1e-3)
    let excess = variance - mean
    return [mean, excess > 0 ? min(mean * mean / excess, 1e4) : 1e4]
  }

  /// With j = k − 1: ∂m = (j − m) r/(m(r + m)),
  /// ∂r = Σ_{i<j} 1/(r + i) − log(1 + m/r) + (m − j)/(r + m).
  package func curvedLogMass(at length: Int) -> Curved {
    let j = Double(length - 1)
    let (m, r) = (meanBeyondFirst, size)
    let value = logMass(at: length)
    guard r < .infinity else {
      return Curved(value, slopes: (j - m, 0), bends: (-m, 0), mixed: 0)
    }
    let sums = PolygammaSums(r, plus: j)
    let slopes = massSlopes(j, sums.first, sums.second)
    return Curved(
      value, slopes: (slopes.m, slopes.r), bends: (slopes.mm, slopes.rr),
      mixed: slopes.mr
    ).inLogarithms(of: SIMD4(m, r, 1, 1))
  }

  /// The derivatives of log P(J = j) in m and r, given Σ 1/(r + i) and
  /// Σ 1/(r + i)² over i < j.
  func massSlopes(
    _ j: Double, _ first: Double, _ second: Double
  ) -> (m: Double, r: Double, mm: Double, mr: Double, rr: Double) {
    let (m, r) = (meanBeyondFirst, size)
    let share = 1 / (r + m)
    let excess = (j - m) * share
    return (
      excess * r / m, first - Double.log(onePlus: m / r) - excess,
      -j / m / m + (r + j) * share * share, excess * share,
      -second + m / r * share + excess * share
    )
  }

  /// ∂m from the density of the beta law, ∂r by carrying the derivatives
  /// through the continued fraction.
  ///
  /// Source: R. J. Boik and J. F. Robison-Cox, "Derivatives of the incomplete
  /// beta function", J. Stat. Software 3(1) (1998), doi:10.18637/jss.v003.i01.
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length >= 2 else { return Curved(0) }
    let j = Double(length - 1)
    let (m, r) = (meanBeyondFirst, size)
    guard r < .infinity else {
      // ∂P(J ≥ j)/∂m is the mass one below.
      let log = logSurvival(at: length)
      let slope = m * Double.exp(logMass(at: length - 1) - log)
      return Curved(
        log, slopes: (slope, 0), bends: (slope * (j - m - slope), 0), mixed: 0)
    }
    var tail = NegativeBinomialTail(self)
    tail.evaluate(at: length - 1)
    return tail.curved.inLogarithms(of: SIMD4(m, r, 1, 1))
  }
}
