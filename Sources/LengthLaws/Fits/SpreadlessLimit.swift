/// The law that a beta mixture becomes as its α and β go to infinity, as a
/// fit of the mixture's family.
struct SpreadlessLimit<Law: ScoredDistribution> {
  /// The limit, with α + β so large that only their ratio counts.
  let fit: LengthFit<Law>
  /// Nearby laws with a spread that is just above rounding.
  private let nearby: [Law]

  /// The limit of a mixture.
  ///
  /// - Parameters:
  ///   - stop: α/(α + β).
  ///   - go: β/(α + β), as exact as the caller has it.
  ///   - shape: The parameters after α and β.
  ///   - simpler: The fit of the simpler law.
  ///   - boundary: What to call it.
  /// - Throws: `LengthLawError` if the simpler law is degenerate.
  init<Simpler: ScoredDistribution>(
    stop: Double, go: Double, shape: [Double] = [],
    of simpler: LengthFit<Simpler>, boundary: FitBoundary
  ) throws(LengthLawError) {
    func law(_ total: Double) throws(LengthLawError) -> Law {
      try Law(parameterValues: [stop * total, go * total] + shape)
    }
    let limit = try law(1e30)
    nearby = [try law(1e5), try law(1e7)]
    fit = LengthFit(
      distribution: limit, family: Law.family,
      parameters: zip(Law.parameterNames, limit.parameterValues).map {
        FittedParameter(name: $0, value: $1, standardError: nil)
      },
      logLikelihood: simpler.logLikelihood,
      observations: simpler.observations, censored: simpler.censored,
      iterations: simpler.iterations, isConverged: simpler.isConverged,
      boundary: boundary)
  }

  /// Whether no small spread makes the sample likelier.
  func isUnimproved(on terms: FitTerms) -> Bool {
    let slack = 1e-9 + 1e-13 * abs(fit.logLikelihood)
    return nearby.allSatisfy {
      $0.curvedLogLikelihood(of: terms).value <= fit.logLikelihood + slack
    }
  }
}
