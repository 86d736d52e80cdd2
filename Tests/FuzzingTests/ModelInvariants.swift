import DecodeEstimators
import DecodeStatistics
import TestSupport

/// What holds of every model, whatever it was read from.
struct ModelInvariants {
  let model: CompiledModel
  private static let levels = [0.01, 0.5, 0.9, 0.95, 0.99, 0.999]

  init(_ model: CompiledModel) { self.model = model }

  /// Asks for estimates and decisions, and checks each that is given.
  func check(_ random: inout SplitMix64) throws {
    let schemes: [any DecodeEstimator] = [
      PointEstimator(model), try DistributionalEstimator(model),
      try ConservativeEstimator(model),
      try LayeredEstimator(ConservativeEstimator(model)),
    ]
    let tasks =
      model.taskIDs.prefix(2).map(Optional.some) + [nil, "unknown task"]
    for task in tasks {
      let request = DecodeRequest(
        task: task, cap: [nil, 1, 7, 500].randomElement(using: &random) ?? nil,
        generatedTokens: [0, 0, 3, 600].randomElement(using: &random) ?? 0,
        promptTokens: [nil, 0, 40].randomElement(using: &random) ?? nil,
        configuration: model.configurations.randomElement(using: &random),
        prefill: .milliseconds(Int.random(in: 0...200, using: &random)))
      let budget = LatencyBudget(
        total: .milliseconds(Int.random(in: 1...2000, using: &random)))
      for scheme in schemes {
        guard let decision = try decision(scheme, request, budget) else {
          continue
        }
        try check(decision)
        if let bound = decision.estimate.bound, let task {
          try check(bound, of: task, under: request)
        }
      }
    }
  }

  /// The decision, or `nil` where it is refused with a reason.
  private func decision(
    _ scheme: any DecodeEstimator, _ request: DecodeRequest,
    _ budget: LatencyBudget
  ) throws -> BudgetDecision? {
    let (decision, analysis): (BudgetDecision, BudgetAnalysis)
    do throws(EstimationError) {
      decision = try scheme.decide(request, within: budget)
      analysis = try BudgetAnalysis(
        decision, for: request, within: budget, model: model)
    } catch {
      try BrokenInvariant.require(
        !error.description.isEmpty, "an error without words")
      return nil
    }
    for kind in Bound.Kind.allCases {
      guard let share = analysis.violationProbability(kind) else { continue }
      try BrokenInvariant.require(
        share >= 0 && share <= 1, "\(kind) of P(over) is \(share)")
    }
    return decision
  }

  private func check(_ decision: BudgetDecision) throws {
    let estimate = decision.estimate
    let over = decision.violationProbability
    try BrokenInvariant.require(over >= 0 && over <= 1, "P(over) is \(over)")
    if let planned = estimate.plannedTime {
      try BrokenInvariant.require(planned >= .zero, "the plan is \(planned)")
    } else {
      try BrokenInvariant.require(
        !estimate.caveats.isEmpty || estimate.bound?.limit == .unbounded,
        "there is no plan, and nothing says why")
      try BrokenInvariant.require(
        !decision.isFeasible, "what has no plan is feasible")
    }
    if let expected = estimate.expectedTime {
      try BrokenInvariant.require(
        expected >= .zero, "the expected time is \(expected)")
    }
    // Under noise a quantile is a root, found to a relative 10⁻¹¹.
    let rootError = 1 - 1e-11
    var last: (tokens: Int, time: Duration) = (0, .zero)
    for level in Self.levels {
      guard let next = estimate.quantile(level) else { continue }
      try BrokenInvariant.require(
        next.tokens >= last.tokens
          && next.time.inSeconds >= last.time.inSeconds * rootError,
        "quantiles fall at \(level)")
      last = next
    }
  }

  /// An upper bound of a quantile is no less than the answers' own quantile.
  private func check(
    _ bound: Bound, of task: TaskID, under request: DecodeRequest
  ) throws {
    guard case .quantile(let level) = bound.quantity,
      bound.kind == .upperConfidenceBound, bound.confidence > 0.5,
      let tokens = bound.limit.tokens,
      let table = model.model.tables[task], table.censoredCount == 0
    else { return }
    let answers = table.running(after: request.generatedTokens)
    let own = try KaplanMeier(answers).quantile(level)
    try BrokenInvariant.require(
      tokens >= min(own, request.cap ?? .max),
      "the bound \(tokens) is below the quantile \(own)")
  }
}
