import RealModule

extension YuleSimon: FittableDistribution {
  /// rho.
  public static var parameterNames: [String] { ["rho"] }

  /// The law with the parameter ρ.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(rho: parameterValues[0])
  }

  /// rho.
  public var parameterValues: [Double] { [rho] }

  /// The maximum likelihood fit.
  ///
  /// If every answer may have had one token, ρ is infinite, with `boundary`
  /// `.certainStop`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try oneParameterFit(sample, degenerate: .infinity)
  }
}

extension YuleSimon: ScoredDistribution {
  package static var family: Family { .yuleSimon }
  package static var links: [Link] { [.log] }

  package var hasFiniteMean: Bool { rho > 1 }

  /// The estimate of a continuous power law.
  package static func start(for sample: CensoredSample) -> [Double] {
    [1 / max(sample.roughMoments { Double.log($0 + 0.5) }.mean, 1e-3)]
  }

  /// In x = log ρ, that of the beta-geometric law with β = 1.
  package func curvedLogMass(at length: Int) -> Curved {
    law.map { Self.along($0.curvedLogMass(at: length)) }
      ?? Curved(logMass(at: length))
  }

  /// Likewise.
  package func curvedLogSurvival(at length: Int) -> Curved {
    law.map { Self.along($0.curvedLogSurvival(at: length)) }
      ?? Curved(logSurvival(at: length))
  }

  /// Likewise.
  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    law.map { Self.along($0.curvedLogLikelihood(of: terms)) }
      ?? Curved(-.infinity)
  }

  /// A function of log α and log β along the first.
  private static func along(_ curved: Curved) -> Curved {
    Curved(curved.value, slope: curved.gradient.x, bend: curved.diagonal.x)
  }
}
