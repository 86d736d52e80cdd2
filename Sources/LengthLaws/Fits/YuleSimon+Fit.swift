import NumericalMethods
import RealModule

extension YuleSimon: FittableDistribution {
  /// rho.
  public static var parameterNames: [String] { ["rho"] }

  /// The law with the parameter ρ.
  public init(parameterValues: [Double]) throws(ParameterError) {
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
  ) throws(FitError) -> Fit<Self> {
    try oneParameterFit(sample, degenerate: .infinity)
  }
}

extension YuleSimon: ScoredDistribution {
  static var family: Family { .yuleSimon }
  static var links: [Link] { [.log] }

  var hasFiniteMean: Bool { rho > 1 }

  /// The estimate of a continuous power law.
  static func start(for sample: CensoredSample) -> [Double] {
    [1 / max(sample.roughMoments { Double.log($0 + 0.5) }.mean, 1e-3)]
  }

  /// ∂ρ = 1/ρ − ψ(ρ + k + 1) + ψ(ρ + 1).
  func scoredLogMass(at length: Int) -> Scored {
    Scored(
      logMass(at: length),
      1 / rho - digammaDifference(rho + 1, plus: Double(length)))
  }

  /// ∂ρ = ψ(ρ + 1) − ψ(ρ + k).
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    return Scored(
      logSurvival(at: length),
      -digammaDifference(rho + 1, plus: Double(length - 1)))
  }
}
