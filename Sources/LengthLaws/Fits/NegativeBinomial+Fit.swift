import NumericalMethods
import RealModule

extension NegativeBinomial: FittableDistribution {
  /// mean, size: both of N − 1.
  public static var parameterNames: [String] { ["mean", "size"] }

  /// The law with the parameters mean and size of N − 1.
  public init(parameterValues: [Double]) throws(ParameterError) {
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
  ) throws(FitError) -> Fit<Self> {
    try sample.validate()
    guard sample.range?.upperBound ?? 1 > 1 else {
      throw .oneDistinctLength(1)
    }
    let limit = try poissonLimitFit(sample)
    // The likelihood rises from the limit towards more spread or nowhere
    // (Levin and Reeds 1977, doi:10.1214/aos/1176343741), so one look nearby
    // tells whether there is a maximum inside.
    let mean = limit.distribution.meanBeyondFirst
    guard
      let near = try? NegativeBinomial(meanBeyondFirst: mean, size: 1e4 * mean),
      near.logLikelihood(of: sample) > limit.logLikelihood
    else { return limit }
    return try maximumLikelihoodFit(sample)
  }

  /// The most likely Poisson law of N − 1.
  private static func poissonLimitFit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    let start = [Double.log(start(for: sample)[0])]
    let maximum = try MaximumLikelihood.maximize(from: start) { point in
      let mean = Double.exp(point[0])
      guard
        let law = try? NegativeBinomial(meanBeyondFirst: mean, size: .infinity)
      else { return (-.infinity, [0]) }
      let sum = law.scoredLogLikelihood(of: sample)
      return (sum.value, [mean * sum.gradient[0]])
    }
    let mean = Double.exp(maximum.point[0])
    let law: Self
    do throws(ParameterError) {
      law = try NegativeBinomial(meanBeyondFirst: mean, size: .infinity)
    } catch {
      throw .parameter(error)
    }
    return Fit(
      distribution: law, family: .negativeBinomial,
      parameters: [
        FittedParameter(
          name: "mean", value: mean,
          standardError: mean * maximum.covariance[0][0].squareRoot()),
        FittedParameter(name: "size", value: .infinity, standardError: nil),
      ],
      logLikelihood: maximum.value, observations: sample.weight,
      censored: sample.censoredWeight, iterations: maximum.iterations,
      isConverged: true, boundary: .poissonLimit)
  }
}

extension NegativeBinomial: ScoredDistribution {
  static var family: Family { .negativeBinomial }
  static var links: [Link] { [.log, .log] }

  /// Moments of the recorded lengths; the censored ones bias both, which the
  /// search mends.
  static func start(for sample: CensoredSample) -> [Double] {
    let (recorded, variance) = sample.roughMoments()
    let mean = max(recorded - 1, 1e-3)
    let excess = variance - mean
    return [mean, excess > 0 ? min(mean * mean / excess, 1e4) : 1e4]
  }

  /// ∂m = (j − m) r/(m(r + m)),
  /// ∂r = ψ(r + j) − ψ(r) − log(1 + m/r) + (m − j)/(r + m).
  package func scoredLogMass(at length: Int) -> Scored {
    let j = Double(length - 1)
    let (m, r) = (meanBeyondFirst, size)
    guard r < .infinity else {
      return Scored(logMass(at: length), (j - m) / m)
    }
    return Scored(
      logMass(at: length),
      (j - m) / m * (r / (r + m)),
      digammaDifference(r, plus: j) - Double.log(onePlus: m / r)
        + (m - j) / (r + m))
  }

  /// ∂m from the density of the beta law, ∂r by carrying the derivative
  /// through the continued fraction.
  ///
  /// Source: R. J. Boik and J. F. Robison-Cox, "Derivatives of the incomplete
  /// beta function", J. Stat. Software 3(1) (1998), doi:10.18637/jss.v003.i01.
  package func scoredLogSurvival(at length: Int) -> Scored {
    guard length >= 2 else { return Scored(0) }
    let j = Double(length - 1)
    let (m, r) = (meanBeyondFirst, size)
    guard r < .infinity else {
      // ∂P(J ≥ j)/∂m is the mass one below.
      let log = logSurvival(at: length)
      return Scored(log, Double.exp(logMass(at: length - 1) - log))
    }
    let total = r + m
    let tail = IncompleteBeta<Dual>(
      a: Dual(j), b: Dual(r, derivative: 1),
      x: Dual(m / total, derivative: -m / total / total),
      y: Dual(r / total, derivative: m / total / total),
      difference: Dual(
        r * ((j - m) / total), derivative: (j - m) / total * (m / total)))
    let slope =
      (m - j) / total + digammaDifference(r, plus: j)
      - Double.log(onePlus: m / r)
    let log = tail.logValue(frontDerivative: slope)
    // xʲyʳ/B(j, r) is j times the mass at j.
    let front = logMass(at: length) + Double.log(j)
    return Scored(log.value, Double.exp(front - log.value) / m, log.derivative)
  }
}
