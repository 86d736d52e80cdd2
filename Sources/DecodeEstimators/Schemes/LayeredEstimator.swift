import DecodeStatistics

/// Scheme 4: a cheap screen on prefill first, then the conservative estimate
/// on what prefill leaves of the budget.
public struct LayeredEstimator: DecodeEstimator {
  /// What plans in the second layer.
  public enum Layer: Sendable {
    /// A bound for the task's law.
    case conservative(ConservativeEstimator)
    /// A bound from what is known of the request.
    case conformal(ConformalEstimator)
  }

  /// The second layer.
  public let layer: Layer
  /// 80 %, as published.
  public static let publishedPrefillShare = 0.8

  /// The share of a budget that prefill may take before the request is
  /// refused unseen.
  public let prefillShare: Double

  /// Screens prefill, then plans with a bound.
  ///
  /// - Parameters:
  ///   - conservative: The second layer.
  ///   - prefillShare: In (0, 1]; 80 % as published.
  /// - Throws: `EstimationError.requestOutOfRange` for another share.
  public init(
    _ conservative: ConservativeEstimator,
    prefillShare: Double = publishedPrefillShare
  ) throws(EstimationError) {
    try self.init(
      layer: .conservative(conservative), prefillShare: prefillShare)
  }

  /// Screens prefill, then plans with a bound that depends on the request.
  ///
  /// - Parameters:
  ///   - conformal: The second layer.
  ///   - prefillShare: In (0, 1]; 80 % as published.
  /// - Throws: `EstimationError.requestOutOfRange` for another share.
  public init(
    _ conformal: ConformalEstimator,
    prefillShare: Double = publishedPrefillShare
  ) throws(EstimationError) {
    try self.init(layer: .conformal(conformal), prefillShare: prefillShare)
  }

  private init(
    layer: Layer, prefillShare: Double
  ) throws(EstimationError) {
    guard prefillShare > 0, prefillShare <= 1 else {
      throw .requestOutOfRange(
        "prefill share", found: "\(prefillShare)",
        accepted: "above 0 and at most 1")
    }
    self.layer = layer
    self.prefillShare = prefillShare
  }

  /// Compiles a model, screens prefill at 80 %, then plans with a bound.
  ///
  /// - Throws: `EstimationError` as `ConservativeEstimator.init`.
  public init(
    _ model: DecodeModel, level: Double = 0.95, confidence: Double? = 0.95
  ) throws(EstimationError) {
    try self.init(
      ConservativeEstimator(model, level: level, confidence: confidence))
  }

  /// The estimate of the second layer; the screen needs a budget.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    switch layer {
    case .conservative(let estimator):
      try estimator.estimate(request, scheme: .layered)
    case .conformal(let estimator):
      try estimator.estimate(request, scheme: .layered)
    }
  }

  /// Refuses a prefill above the share, then compares as every scheme does.
  ///
  /// - Throws: `EstimationError` if the request or the budget is out of range.
  public func decide(
    _ request: DecodeRequest, within budget: LatencyBudget
  ) throws(EstimationError) -> BudgetDecision {
    try decision(on: request, within: budget, prefillShare: prefillShare)
  }
}
