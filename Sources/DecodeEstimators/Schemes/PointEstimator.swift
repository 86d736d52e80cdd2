import DecodeStatistics

/// Scheme 1: one predicted length n̂, and the time L(n̂) that it takes.
///
/// A point says nothing of spread, and the time of each token turns an error
/// of a few tokens into much: `errorAmplification` tells how much.
public struct PointEstimator: DecodeEstimator {
  /// Which point of the law is the prediction.
  public enum Prediction: String, Sendable, Hashable, Codable {
    /// E[min(N, c)].
    case mean
    /// The median of min(N, c).
    case median
  }

  /// The laws of the tasks.
  public let model: CompiledModel
  /// Which point is predicted where there is no predictor.
  public let prediction: Prediction
  /// What predicts from the request; `nil` predicts by the task's law.
  public let predictor: (any LengthPredictor)?

  /// Predicts by a task's mean or median.
  public init(_ model: CompiledModel, prediction: Prediction = .mean) {
    self.model = model
    self.prediction = prediction
    predictor = nil
  }

  /// Predicts from the request.
  ///
  /// - Parameters:
  ///   - model: The laws of the tasks, for the time that tokens take and for
  ///     everything but the prediction.
  ///   - predictor: Predicts n̂.
  public init(_ model: CompiledModel, predictor: any LengthPredictor) {
    self.model = model
    self.predictor = predictor
    prediction = .mean
  }

  /// Compiles a model and predicts by a task's mean or median.
  ///
  /// - Throws: `EstimationError` as `CompiledModel.init(_:)`.
  public init(
    _ model: DecodeModel, prediction: Prediction = .mean
  ) throws(EstimationError) {
    self.init(try CompiledModel(model), prediction: prediction)
  }

  /// n̂ and L(n̂); a fractional n̂ takes its share of the next token's time.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    var (_, estimate) = try model.prepare(
      request, scheme: .point, kind: .plugInQuantile)
    if let predictor {
      estimate.plan(
        fractionalTokens: try predictor.predictedTokens(for: request))
    } else if prediction == .median {
      estimate.plan(quantile: 0.5)
    } else {
      estimate.plan(fractionalTokens: estimate.expectedTokens)
    }
    return estimate
  }

  /// The error in time that an error of some tokens makes: ± tokens × l(n̂).
  ///
  /// - Parameters:
  ///   - tokens: By how many tokens the prediction is off, at least 0.
  ///   - request: The request whose predicted length n̂ is meant.
  /// - Returns: The time of so many tokens at position n̂.
  /// - Throws: `EstimationError` if the request is out of range.
  public func errorAmplification(
    tokens: Double, _ request: DecodeRequest
  ) throws(EstimationError) -> Duration {
    let planned = try estimate(request).plannedTokens ?? 1
    let position = max(Int(planned.rounded(.up)), 1)
    let task = try model[request.task, request.configuration]
    return .clamped(
      seconds: tokens * task.times.latency.latency(at: position))
  }
}

extension DecodeEstimate {
  /// Plans with a predicted length, at most the cap; a fraction of a token
  /// takes that share of its time.
  fileprivate mutating func plan(fractionalTokens tokens: Double) {
    let longest = Double(cap ?? TotalDecodeTime.maximumCap)
    let tokens = min(max(tokens, 1), longest)
    let whole = Int(tokens)
    let floor = seconds(through: whole)
    plannedTokens = tokens
    let ratio =
      times.noise.map { $0.mean(tokens: max(whole, 1)) } ?? 1
    plannedTime = .clamped(
      seconds: ratio
        * (floor
          + (tokens - Double(whole)) * (seconds(through: whole + 1) - floor)))
  }
}
