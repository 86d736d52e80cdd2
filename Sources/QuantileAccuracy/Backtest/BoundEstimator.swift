public import DecodeEstimators
public import DecodeStatistics

/// Plans with bounds that were computed elsewhere, by any method.
///
/// A bound is of answers from their start: a request that has generated tokens
/// is planned at its cap.
public struct BoundEstimator: DecodeEstimator {
  /// The laws of the tasks.
  public let model: CompiledModel
  /// The bounds, by task.
  public let bounds: [TaskID: Bound]

  /// Plans with bounds; tasks without one are planned at their cap.
  public init(_ model: CompiledModel, bounds: [TaskID: Bound]) {
    self.model = model
    self.bounds = bounds
  }

  /// The task's bound and the time that it takes.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    let bound =
      request.generatedTokens == 0
      ? request.task.flatMap { bounds[$0] } : nil
    var (_, estimate) = try model.prepare(
      request, scheme: .conservative,
      kind: bound?.kind ?? .upperConfidenceBound)
    let tokens =
      estimate.cap.map { bound?.tokens(underCap: $0) ?? $0 }
      ?? bound?.limit.tokens
    if let tokens { estimate.plan(tokens: tokens) }
    return estimate
  }
}
