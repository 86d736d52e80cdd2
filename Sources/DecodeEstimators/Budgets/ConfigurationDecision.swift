public import DecodeStatistics

/// Whether a request would meet its budget under one configuration.
public struct ConfigurationDecision: Sendable {
  /// The configuration.
  public var configuration: ServingConfiguration
  /// The decision for the request under it.
  public var decision: BudgetDecision
}

extension DecodeEstimator {
  /// Which of several configurations meet a latency budget, and why.
  ///
  /// Each is screened by its prefill first, as scheme 4 does: where prefill
  /// alone takes more than 80 % of the budget, nothing else is looked at. The
  /// prefill is the request's own, or predicted for the configuration from the
  /// prompt's length where the model can.
  ///
  /// - Parameters:
  ///   - request: The request; its own configuration is not looked at.
  ///   - configurations: What it could run on.
  ///   - budget: The time for prefill and decode.
  /// - Returns: The decisions: first those that fit, the shortest planned
  ///   time first, then those refused; equal ones in order of configuration.
  /// - Throws: `EstimationError` if the request or the budget is out of range.
  public func decisions(
    _ request: DecodeRequest, among configurations: [ServingConfiguration],
    within budget: LatencyBudget
  ) throws(EstimationError) -> [ConfigurationDecision] {
    try budget.validate()
    var decisions: [ConfigurationDecision] = []
    for configuration in configurations {
      var request = request
      request.configuration = configuration
      decisions.append(
        ConfigurationDecision(
          configuration: configuration,
          decision: BudgetDecision(
            try estimate(request), prefill: request.prefill, budget: budget,
            prefillShare: LayeredEstimator.publishedPrefillShare)))
    }
    func key(_ decision: BudgetDecision) -> (Int, Duration) {
      (
        decision.isFeasible ? 0 : 1,
        decision.plannedTime ?? .clamped(seconds: .infinity)
      )
    }
    return decisions.sorted {
      let (first, second) = (key($0.decision), key($1.decision))
      return first == second
        ? $0.configuration < $1.configuration : first < second
    }
  }
}
