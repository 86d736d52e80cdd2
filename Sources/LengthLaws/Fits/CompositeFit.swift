import RealModule

/// A law made of others (a mixture, an inflated or a hurdle law), fitted by
/// maximum likelihood.
public struct CompositeFit<Distribution: LengthDistribution>: Sendable {
  /// The fitted law.
  public var distribution: Distribution
  /// All parameters: weights or probabilities, then those of the base or of
  /// each component.
  public var parameters: [FittedParameter]
  /// The log-likelihood at the maximum.
  public var logLikelihood: Double
  /// The weight of the answers fitted to, censored ones included.
  public var observations: Double
  /// The weight of those among them whose length is not known exactly.
  public var censored: Double
  /// The log-likelihood after each round of expectation and maximisation, of
  /// the run that was kept; it never falls.
  public var history: [Double]
  /// Whether the point is a maximum to the last digits.
  public var isConverged: Bool
  /// The edge of the parameter space on which the maximum lies, if it does.
  public var boundary: FitBoundary?
  /// What became of the searches that were not kept because a component
  /// degenerated.
  public var degeneracies: [Degeneracy] = []

  /// Parameters estimated.
  public var parameterCount: Int { parameters.count { $0.isEstimated } }

  /// Akaike's information criterion, 2p − 2 log L.
  public var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }

  /// The Bayesian information criterion, p log n − 2 log L.
  public var bic: Double {
    Double(parameterCount) * Double.log(observations) - 2 * logLikelihood
  }
}

/// How a component of a mixture ceased to be one.
public enum Degeneracy: Sendable, Hashable {
  /// A component lost its answers to the others.
  case vanishedWeight
  /// A component shrank to a single length, where it adds a point mass;
  /// `Inflated` is the law for that.
  case collapsedSpread(length: Int)
  /// A component's own fit has no maximum.
  case withoutMaximum(FitError)
}
