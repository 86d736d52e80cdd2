public import DecodeStatistics

/// Whether a request would meet its budget under one configuration.
///
/// It has the figures of a `BudgetDecision` but not the law behind them, which
/// may be large: there are as many as configurations. `decide` has it.
public struct ConfigurationDecision: Sendable {
  /// The configuration.
  public let configuration: ServingConfiguration
  /// The layer that refused; `nil` if the request fits.
  public let refusedBy: BudgetDecision.Layer?
  /// The decision in a sentence.
  public let reason: String
  /// The prefill time that was reckoned with.
  public let prefill: Duration
  /// Prefill plus E[T]; `nil` where what remains is unknown.
  public let expectedTime: Duration?
  /// Prefill plus the planned decode time; `nil` if there is no finite plan.
  public let plannedTime: Duration?
  /// P(prefill + T > budget), an estimate.
  public let violationProbability: Double
  /// What `plannedTime` promises.
  public let kind: Bound.Kind
  /// What to know before trusting the numbers.
  public let caveats: [Caveat]

  /// Whether prefill and the planned decode time fit.
  public var isFeasible: Bool { refusedBy == nil }

  init(_ configuration: ServingConfiguration, _ decision: BudgetDecision) {
    self.configuration = configuration
    refusedBy = decision.refusedBy
    reason = decision.reason
    prefill = decision.prefill
    expectedTime = decision.expectedTime
    plannedTime = decision.plannedTime
    violationProbability = decision.violationProbability
    kind = decision.estimate.kind
    caveats = decision.estimate.caveats
  }
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
          configuration,
          try decision(
            on: request, within: budget,
            prefillShare: LayeredEstimator.publishedPrefillShare)))
    }
    func key(_ decision: ConfigurationDecision) -> (Int, Duration) {
      (
        decision.isFeasible ? 0 : 1,
        decision.plannedTime ?? .clamped(seconds: .infinity)
      )
    }
    return decisions.sorted {
      let (first, second) = (key($0), key($1))
      return first == second
        ? $0.configuration < $1.configuration : first < second
    }
  }
}
