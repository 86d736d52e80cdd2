import DecodeStatistics

/// A way to tell how long the decode phase of a request will take.
///
/// ```swift
/// let estimator: any DecodeEstimator = try ConservativeEstimator(model)
/// let decision = try estimator.decide(
///   DecodeRequest(task: .vqa, prefill: .milliseconds(150)),
///   within: LatencyBudget(total: .milliseconds(500)))
/// ```
public protocol DecodeEstimator: Sendable {
  /// The decode time of a request, or what remains of it.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate

  /// Whether a request meets a latency budget, and why.
  ///
  /// - Throws: `EstimationError` if the request or the budget is out of range.
  func decide(
    _ request: DecodeRequest, within budget: LatencyBudget
  ) throws(EstimationError) -> BudgetDecision
}

extension DecodeEstimator {
  /// Compares prefill plus planned decode time with the budget.
  ///
  /// - Throws: `EstimationError` if the request or the budget is out of range.
  public func decide(
    _ request: DecodeRequest, within budget: LatencyBudget
  ) throws(EstimationError) -> BudgetDecision {
    try budget.validate()
    return BudgetDecision(
      try estimate(request), prefill: request.prefill, budget: budget)
  }
}
