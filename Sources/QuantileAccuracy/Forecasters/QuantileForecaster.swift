public import DecodeEstimators
internal import DecodeStatistics

/// Something that says, before an answer, how long it may become.
public protocol QuantileForecaster: Sendable {
  /// The quantiles of the length of the answer to a request.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - request: What is known before the answer.
  /// - Returns: Tokens for each level; `.infinity` where nothing finite can
  ///   be said. Under the request's cap, numbers beyond it mean the cap.
  /// - Throws: Whatever keeps it from a forecast.
  mutating func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double]

  /// Learns an answer; by default nothing is learnt.
  ///
  /// - Throws: Whatever keeps it from learning.
  mutating func learn(_ answer: RecordedAnswer) throws

  /// Forecasts an answer, then learns it: `quantiles`, then `learn`, where
  /// both together do not take less.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - answer: The answer; only its request may change the forecast.
  /// - Returns: The quantiles.
  /// - Throws: What either throws.
  mutating func forecast(
    _ levels: [Double], learning answer: RecordedAnswer
  ) throws -> [Double]

  /// The CRPS of the forecast for min(N, cap); `nil`, the default, where
  /// there is no law behind the quantiles.
  ///
  /// - Parameters:
  ///   - length: Tokens of the answer.
  ///   - cap: At least 1.
  ///   - request: What was known before the answer.
  /// - Returns: The score in tokens.
  /// - Throws: Whatever keeps it from a forecast.
  mutating func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) throws -> Double?
}

extension QuantileForecaster {
  /// Learns nothing.
  public mutating func learn(_ answer: RecordedAnswer) throws {}

  /// `quantiles`, then `learn`.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - answer: The answer.
  /// - Returns: The quantiles.
  /// - Throws: What either throws.
  public mutating func forecast(
    _ levels: [Double], learning answer: RecordedAnswer
  ) throws -> [Double] {
    let forecast = try quantiles(levels, for: answer.request)
    try learn(answer)
    return forecast
  }

  /// No law.
  public mutating func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) throws -> Double? {
    nil
  }
}

/// A function from requests to quantiles, as a forecaster.
struct FunctionForecaster: QuantileForecaster {
  let function: @Sendable (DecodeRequest) throws -> [Double]

  func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double] {
    try function(request)
  }
}

/// The plug-in quantiles of an estimator.
struct EstimatorForecaster: QuantileForecaster {
  let estimator: any DecodeEstimator

  func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double] {
    let estimate = try estimator.estimate(request)
    return levels.map {
      estimate.quantile($0).map { Double($0.tokens) } ?? .infinity
    }
  }
}
