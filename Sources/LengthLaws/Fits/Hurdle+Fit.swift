import RealModule

extension Hurdle where Base: FittableDistribution {
  /// The maximum likelihood fit.
  ///
  /// The likelihood falls into two factors: p̂ is the share of those answers
  /// of which it is known that N = 1 among those of which it is known whether,
  /// with standard error √(p̂(1 − p̂)/n), and the base is fitted to the others
  /// given that N > 1.
  ///
  /// - Throws: `FitError` where no answer is longer than 1 or the base has no
  ///   fit, `.invalidSample` if a group spreads over both sides.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> CompositeFit<Self> {
    try sample.validate()
    let rest = try sample.reaching(2)
    let base = try Base.fit(rest)
    // Answers that entered after the first token had passed the hurdle.
    let late = sample.entered.filter { $0.length >= 1 }.weight
    let ones =
      sample.ended.filter { $0.length == 1 }.weight
      + sample.grouped.filter { $0.upper == 1 }.reduce(0) { $0 + $1.weight }
    let decided = ones + rest.weight - late
    guard decided > 0 else {
      throw .notConverged("every answer was watched from its second token on")
    }
    let p = ones / decided
    let law: Self
    do throws(ParameterError) {
      law = try Hurdle(base.distribution, probability: p)
    } catch {
      throw .parameter(error)
    }
    let hurdle = FittedParameter(
      name: "probability", value: p,
      standardError: p > 0 ? (p * (1 - p) / decided).squareRoot() : nil)
    let logLikelihood = law.logLikelihood(of: sample)
    return CompositeFit(
      distribution: law, parameters: [hurdle] + base.parameters,
      logLikelihood: logLikelihood, observations: sample.weight,
      censored: sample.censoredWeight, history: [logLikelihood],
      isConverged: base.isConverged, boundary: base.boundary)
  }
}
