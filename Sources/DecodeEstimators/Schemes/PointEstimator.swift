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
  /// Which point is predicted.
  public let prediction: Prediction

  /// Predicts by a task's mean or median.
  public init(_ model: CompiledModel, prediction: Prediction = .mean) {
    self.model = model
    self.prediction = prediction
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
    switch prediction {
    case .median:
      estimate.plan(quantile: 0.5)
    case .mean:
      let tokens = estimate.expectedTokens
      let whole = Int(tokens.rounded(.down))
      let (floor, ceiling) = (
        estimate.time.time(through: whole),
        estimate.time.time(through: whole + 1)
      )
      estimate.plannedTokens = tokens
      estimate.plannedTime = .clamped(
        seconds: floor + (tokens - Double(whole)) * (ceiling - floor))
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
    return .clamped(
      seconds: tokens * model.model.latency.latency(at: position))
  }
}
