/// The families of laws that can be fitted, by the names used in files and on
/// the command line.
public enum Family: String, Sendable, Hashable, CaseIterable, Codable {
  /// `Geometric` {p}.
  case geometric
  /// `NegativeBinomial` {mean, size} of N − 1.
  case negativeBinomial
  /// `DiscreteLogNormal` {mu, sigma}.
  case discreteLogNormal

  /// The parameters' names, in order.
  public var parameterNames: [String] {
    switch self {
    case .geometric: Geometric.parameterNames
    case .negativeBinomial: NegativeBinomial.parameterNames
    case .discreteLogNormal: DiscreteLogNormal.parameterNames
    }
  }

  /// Fits the family to a life table, or to any censored sample, by maximum
  /// likelihood.
  ///
  /// - Throws: `FitError` where the likelihood has no maximum or none was
  ///   found.
  public func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<any LengthDistribution> {
    switch self {
    case .geometric: try Geometric.fit(sample).map { $0 }
    case .negativeBinomial: try NegativeBinomial.fit(sample).map { $0 }
    case .discreteLogNormal: try DiscreteLogNormal.fit(sample).map { $0 }
    }
  }

  /// Fits the family to a life table.
  ///
  /// - Throws: `FitError` where the likelihood has no maximum or none was
  ///   found.
  public func fit(
    _ table: LifeTable
  ) throws(FitError) -> Fit<any LengthDistribution> {
    try fit(CensoredSample(table))
  }

  /// The law with given parameters, in the order of `parameterNames`.
  ///
  /// - Throws: `ParameterError` if one is out of range.
  public func distribution(
    _ parameters: [Double]
  ) throws(ParameterError) -> any LengthDistribution {
    switch self {
    case .geometric: try Geometric(parameterValues: parameters)
    case .negativeBinomial: try NegativeBinomial(parameterValues: parameters)
    case .discreteLogNormal: try DiscreteLogNormal(parameterValues: parameters)
    }
  }
}
