public import DecodeStatistics

/// Something that predicts the length of an answer from its request.
public protocol LengthPredictor: Sendable {
  /// n̂, a predicted number of tokens, under the request's cap if it has one.
  ///
  /// - Parameter request: What is known before the answer.
  /// - Returns: Tokens of the whole answer, at least 1; fractional for a mean.
  /// - Throws: `EstimationError` if the request lacks what it looks at.
  func predictedTokens(
    for request: DecodeRequest
  ) throws(EstimationError) -> Double

  /// A quantile of the length; `nil`, the default, where only a point is
  /// predicted.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - request: What is known before the answer.
  /// - Returns: Tokens of the whole answer.
  /// - Throws: `EstimationError` if the request lacks what it looks at.
  func quantile(
    _ level: Double, for request: DecodeRequest
  ) throws(EstimationError) -> Double?
}

extension LengthPredictor {
  /// None.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - request: What is known before the answer.
  /// - Returns: `nil`.
  /// - Throws: Nothing.
  public func quantile(
    _ level: Double, for request: DecodeRequest
  ) throws(EstimationError) -> Double? {
    nil
  }
}

/// Predicts by the mean or median of a conditional length model.
public struct ConditionalPredictor: LengthPredictor {
  /// The model.
  public var model: ConditionalLengthModel
  /// Which point of its law is predicted.
  public var prediction: PointEstimator.Prediction

  /// A predictor.
  public init(
    _ model: ConditionalLengthModel,
    prediction: PointEstimator.Prediction = .median
  ) {
    self.model = model
    self.prediction = prediction
  }

  /// The mean of min(N, c), or the median.
  ///
  /// - Parameter request: Its task and prompt length are looked at.
  /// - Returns: Tokens of the whole answer.
  /// - Throws: `EstimationError.noTasks` before any answer.
  public func predictedTokens(
    for request: DecodeRequest
  ) throws(EstimationError) -> Double {
    try request.validate()
    switch prediction {
    case .median:
      guard let median = try quantile(0.5, for: request) else {
        throw .noTasks
      }
      return median
    case .mean:
      guard let law = model.law(for: request.features) else { throw .noTasks }
      let longest = min(
        max(law.lengths.last ?? 1, 1), TotalDecodeTime.maximumCap)
      return law.restrictedMean(through: request.cap ?? longest)
    }
  }

  /// The model's quantile of min(N, c).
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - request: Its task and prompt length are looked at.
  /// - Returns: Tokens of the whole answer.
  /// - Throws: `EstimationError` for another level.
  public func quantile(
    _ level: Double, for request: DecodeRequest
  ) throws(EstimationError) -> Double? {
    try EstimationError.require("level", inUnit: level)
    let tokens: [Int]
    do throws(ParameterError) {
      tokens = try model.quantiles([level], request: request.features)
    } catch {
      preconditionFailure("The level was checked before: \(error)")
    }
    return tokens.first.map { Double(min($0, request.cap ?? .max)) }
  }
}

extension DecodeRequest {
  /// What a conditional length model looks at; a request of no named task is
  /// one of the task "all".
  public var features: RequestFeatures {
    RequestFeatures(task: task ?? "all", promptTokens: promptTokens)
  }
}
