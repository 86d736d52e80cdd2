/// The families of laws that can be fitted, by the names used in files and on
/// the command line.
public enum Family: String, Sendable, Hashable, CaseIterable, Codable {
  /// `Geometric` {p}.
  case geometric
  /// `Poisson` {mean} of N − 1.
  case poisson
  /// `ZeroTruncatedPoisson` {lambda}.
  case zeroTruncatedPoisson
  /// `NegativeBinomial` {mean, size} of N − 1.
  case negativeBinomial
  /// `BetaGeometric` {alpha, beta}.
  case betaGeometric
  /// `DiscreteWeibull` {q, beta}.
  case discreteWeibull
  /// `BetaDiscreteWeibull` {alpha, beta, c}.
  case betaDiscreteWeibull
  /// `DiscreteLogNormal` {mu, sigma}.
  case discreteLogNormal
  /// `DiscreteGamma` {shape, rate}.
  case discreteGamma
  /// `DiscreteLogLogistic` {scale, shape}.
  case discreteLogLogistic
  /// `DiscreteLogT` {mu, sigma, nu}.
  case discreteLogT
  /// `Zeta` {alpha}.
  case zeta
  /// `YuleSimon` {rho}.
  case yuleSimon
  /// `DiscreteGeneralizedPareto` {shape, scale, threshold}; the threshold is
  /// given, and 0 unless it is.
  case discreteGeneralizedPareto

  /// The type of the family's laws: the one place that lists them.
  public var type: any FittableDistribution.Type {
    switch self {
    case .geometric: Geometric.self
    case .poisson: Poisson.self
    case .zeroTruncatedPoisson: ZeroTruncatedPoisson.self
    case .negativeBinomial: NegativeBinomial.self
    case .betaGeometric: BetaGeometric.self
    case .discreteWeibull: DiscreteWeibull.self
    case .betaDiscreteWeibull: BetaDiscreteWeibull.self
    case .discreteLogNormal: DiscreteLogNormal.self
    case .discreteGamma: DiscreteGamma.self
    case .discreteLogLogistic: DiscreteLogLogistic.self
    case .discreteLogT: DiscreteLogT.self
    case .zeta: Zeta.self
    case .yuleSimon: YuleSimon.self
    case .discreteGeneralizedPareto: DiscreteGeneralizedPareto.self
    }
  }

  /// The parameters' names, in order.
  public var parameterNames: [String] { type.parameterNames }

  /// Fits the family to a life table, or to any censored sample, by maximum
  /// likelihood.
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found.
  public func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<any LengthDistribution> {
    try type.erasedFit(sample)
  }

  /// Fits the family to a life table.
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found.
  public func fit(
    _ table: LifeTable
  ) throws(LengthLawError) -> LengthFit<any LengthDistribution> {
    try fit(CensoredSample(table))
  }

  /// The law with given parameters, in the order of `parameterNames`.
  ///
  /// - Throws: `LengthLawError` if one is out of range, or if there are more
  ///   or fewer than the family has.
  public func distribution(
    _ parameters: [Double]
  ) throws(LengthLawError) -> any LengthDistribution {
    let names = parameterNames
    guard parameters.count == names.count else {
      throw LengthLawError(
        "number of parameters", Double(parameters.count),
        accepted: "\(names.count) (\(names.joined(separator: ", ")))")
    }
    return try type.init(parameterValues: parameters)
  }
}

extension FittableDistribution {
  /// The fit with its law's type forgotten.
  static func erasedFit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<any LengthDistribution> {
    try fit(sample).map { $0 }
  }
}
