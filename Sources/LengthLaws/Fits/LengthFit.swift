import RealModule

/// A law fitted by maximum likelihood, with all that tells how far to trust
/// it.
public struct LengthFit<Distribution: Sendable>: Sendable {
  /// The fitted law.
  public var distribution: Distribution
  /// The family.
  public var family: Family
  /// The parameters in the family's order, with their standard errors.
  public var parameters: [FittedParameter]
  /// The log-likelihood at the maximum.
  public var logLikelihood: Double
  /// The weight of the answers fitted to, censored ones included: how many
  /// there are, unless they were weighted.
  public var observations: Double
  /// The weight of those among them whose length is not known exactly.
  public var censored: Double
  /// Iterations of the search; 0 for a closed form.
  public var iterations: Int
  /// Whether the point is a maximum to the last digits: the step that Newton
  /// would still take changes nothing, and the information is positive
  /// definite.
  public var isConverged: Bool
  /// The edge of the parameter space on which the maximum lies, if it does,
  /// or `infiniteMean`.
  public var boundary: FitBoundary?

  /// Parameters estimated.
  public var parameterCount: Int {
    parameters.count { $0.isEstimated }
  }

  /// Akaike's information criterion, 2p − 2 log L.
  public var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }

  /// The Bayesian information criterion, p log n − 2 log L.
  public var bic: Double {
    Double(parameterCount) * Double.log(observations)
      - 2 * logLikelihood
  }

  /// The fit itself, for uses that need a maximum.
  ///
  /// - Throws: `LengthLawError.noMaximum` for a point that is none.
  package func requireMaximum() throws(LengthLawError) -> Self {
    guard isConverged else {
      throw .noMaximum(
        boundary == .irregularEndpoint
          ? "the greatest length is so sharp that the likelihood is not "
            + "regular there" : "the search stopped before it")
    }
    return self
  }

  /// The same fit with another view of its law.
  func map<Other: Sendable>(
    _ transform: (Distribution) -> Other
  ) -> LengthFit<Other> {
    LengthFit<Other>(
      distribution: transform(distribution), family: family,
      parameters: parameters, logLikelihood: logLikelihood,
      observations: observations, censored: censored, iterations: iterations,
      isConverged: isConverged, boundary: boundary)
  }
}

/// One estimated parameter.
public struct FittedParameter: Sendable, Hashable {
  /// The parameter's name.
  public var name: String
  /// The maximum likelihood estimate.
  public var value: Double
  /// The standard error from the observed information; `nil` on a boundary.
  public var standardError: Double?
  /// Whether it was estimated, not given beforehand: a threshold is given.
  public var isEstimated = true
}

/// An edge of a parameter space, named for the simpler law found there, or
/// for what does not exist beyond it.
public enum FitBoundary: String, Sendable, Hashable, Codable {
  /// A negative binomial of infinite size: no more spread than a Poisson.
  case poissonLimit
  /// A log-t law of infinite ν: a discrete log-normal law.
  case logNormalLimit
  /// A generalised Pareto law of shape −½ or less, which has so sharp a
  /// greatest length that standard errors do not exist, and no maximum is
  /// proved: such a fit is not converged.
  case irregularEndpoint
  /// A hazard of 1: every answer has one token.
  case certainStop
  /// A beta-geometric law without spread of the hazard: a geometric law. Its
  /// α and β are then so large that only their ratio counts.
  case geometricLimit
  /// A beta-discrete-Weibull law without spread of q: a discrete Weibull law.
  /// Its α and β are then so large that only their ratio counts.
  case discreteWeibullLimit
  /// The fitted law has no finite mean. The maximum is an inner one and the
  /// standard errors hold; only restricted means exist.
  case infiniteMean
}
