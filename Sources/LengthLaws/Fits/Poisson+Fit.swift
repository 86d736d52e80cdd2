import RealModule

extension Poisson: FittableDistribution {
  /// mean: of N − 1.
  public static var parameterNames: [String] { ["mean"] }

  /// The law with the mean of N − 1.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(meanBeyondFirst: parameterValues[0])
  }

  /// mean.
  public var parameterValues: [Double] { [meanBeyondFirst] }

  /// The maximum likelihood fit; without censoring, the mean of N − 1.
  ///
  /// If every answer may have had one token, the mean is 0, with `boundary`
  /// `.certainStop`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try oneParameterFit(sample, degenerate: 0)
  }
}

extension Poisson: ScoredDistribution {
  static var family: Family { .poisson }
  static var links: [Link] { [.log] }

  /// The mean of the recorded lengths, less one.
  static func start(for sample: CensoredSample) -> [Double] {
    [max(sample.roughMoments().mean - 1, 1e-3)]
  }

  /// ∂m = (k − 1)/m − 1.
  func scoredLogMass(at length: Int) -> Scored {
    let m = meanBeyondFirst
    return Scored(logMass(at: length), (Double(length - 1) - m) / m)
  }

  /// ∂m = P(N = k − 1)/S(k).
  func scoredLogSurvival(at length: Int) -> Scored {
    Scored(logSurvival(at: length), count.tailSlope(from: length - 1))
  }
}
