public import DecodeEstimators
internal import DecodeStatistics

/// The quantiles of a regression on prompt length and task.
public struct RegressionForecaster: QuantileForecaster {
  /// The regression.
  public let predictor: RegressionPredictor

  /// Forecasts by a regression.
  public init(_ predictor: RegressionPredictor) {
    self.predictor = predictor
  }

  /// The quantiles of the fitted law, or the lines of the nearest levels in
  /// increasing order.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - request: What the regression looks at.
  /// - Returns: Tokens for each level, at least 1.
  /// - Throws: `EstimationError` for what the regression refuses.
  public func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double] {
    try levels.map {
      try predictor.quantile($0, for: request) ?? .infinity
    }.sorted()
  }

  /// The CRPS under the fitted law.
  ///
  /// - Parameters:
  ///   - length: Tokens of the answer.
  ///   - cap: At least 1.
  ///   - request: What the regression looks at.
  /// - Returns: The score in tokens; `nil` for a quantile regression.
  /// - Throws: `EstimationError` for what the regression refuses.
  public func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) throws -> Double? {
    try predictor.distribution(for: request)?.crps(ofLength: length, cap: cap)
  }
}

extension LengthDistribution {
  /// The CRPS of min(N, cap).
  func crps(ofLength length: Int, cap: Int) -> Double {
    CappedCRPS(self, through: cap).score(ofLength: length, cap: cap)
  }
}
