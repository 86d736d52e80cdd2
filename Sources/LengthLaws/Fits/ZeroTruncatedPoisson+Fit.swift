import RealModule

extension ZeroTruncatedPoisson: FittableDistribution {
  /// lambda.
  public static var parameterNames: [String] { ["lambda"] }

  /// The law with the parameter λ.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(lambda: parameterValues[0])
  }

  /// lambda.
  public var parameterValues: [Double] { [lambda] }

  /// The maximum likelihood fit; without censoring, the λ with the mean of
  /// the sample.
  ///
  /// If every answer may have had one token, λ is 0, with `boundary`
  /// `.certainStop`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try oneParameterFit(sample, degenerate: 0)
  }
}

extension ZeroTruncatedPoisson: ScoredDistribution {
  static var family: Family { .zeroTruncatedPoisson }
  static var links: [Link] { [.log] }

  /// λ from the mean of the recorded lengths, which lies between
  /// max(1, λ) and 1 + λ.
  static func start(for sample: CensoredSample) -> [Double] {
    let mean = sample.roughMoments().mean
    return [max(mean > 3 ? mean : 2 * (mean - 1), 1e-3)]
  }

  /// ∂λ = k/λ − 1/(1 − e^{−λ}).
  func scoredLogMass(at length: Int) -> Scored {
    Scored(logMass(at: length), (Double(length) - mean) / lambda)
  }

  /// ∂λ of log P(J ≥ k) less that of log P(J ≥ 1).
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    return Scored(
      logSurvival(at: length),
      count.tailSlope(from: length) - 1 / Double.expMinusOne(lambda))
  }
}
