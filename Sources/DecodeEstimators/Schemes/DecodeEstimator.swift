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
    try decision(on: request, within: budget, prefillShare: nil)
  }

  /// A decision whose largest cap has a plan that fits.
  ///
  /// Under noise the time of a cap's longest answer says how large a cap may
  /// be; a plan that allows for the noise's own error may be a little longer.
  func decision(
    on request: DecodeRequest, within budget: LatencyBudget,
    prefillShare: Double?
  ) throws(EstimationError) -> BudgetDecision {
    try budget.validate()
    let decision = BudgetDecision(
      try estimate(request), prefill: request.prefill, budget: budget,
      prefillShare: prefillShare)
    return decision.isFeasible || decision.estimate.times.noise == nil
      ? decision
      : try withPlannedCap(decision, on: request, within: budget)
  }

  /// A refusal under noise whose largest cap is sought among plans.
  private func withPlannedCap(
    _ decision: BudgetDecision, on request: DecodeRequest,
    within budget: LatencyBudget
  ) throws(EstimationError) -> BudgetDecision {
    guard var cap = decision.largestCap, cap < decision.estimate.time.cap
    else { return decision }
    var decision = decision
    let left = (budget.total - decision.prefill).inSeconds
    for _ in 0..<16 where cap > request.generatedTokens {
      var capped = request
      capped.cap = cap
      guard let plan = try estimate(capped).plannedTime?.inSeconds,
        !TotalDecodeTime.isWithin(plan, left)
      else { break }
      cap = min(cap - 1, Int(Double(cap) * left / plan))
    }
    decision.largestCap = cap > request.generatedTokens ? cap : nil
    return decision
  }
}
