import DecodeEstimators
import DecodeStatistics

/// The four schemes on one request, from one model.
public func everyScheme(
  _ tables: LifeTables, _ latency: some StepLatency
) throws -> [DecodeEstimate] {
  let model = try CompiledModel(DecodeModel(tables: tables, latency: latency))
  let schemes: [any DecodeEstimator] = [
    PointEstimator(model),
    try DistributionalEstimator(model, level: 0.95),
    try ConservativeEstimator(model, level: 0.95, confidence: 0.95),
    try LayeredEstimator(ConservativeEstimator(model)),
  ]
  let request = DecodeRequest(task: .docQA, prefill: .milliseconds(150))
  return try schemes.map { try $0.estimate(request) }
}

/// By how much a point is off in time if it is off by ten tokens.
public func amplification(_ model: CompiledModel) throws -> Duration {
  try PointEstimator(model)
    .errorAmplification(tokens: 10, DecodeRequest(task: .docQA))
}

/// A budget kept by the mean of the worst twentieth, prefill included.
public func worstTwentieth(
  _ model: CompiledModel, _ request: DecodeRequest, _ budget: LatencyBudget
) throws -> Bool {
  let decision = try DistributionalEstimator(model)
    .decide(request, within: budget)
  let analysis = try BudgetAnalysis(
    decision, for: request, within: budget, model: model)
  let worst = try analysis.risk(.conditionalValueAtRisk(level: 0.95))
  return worst <= budget.total
}

/// The rule that the four schemes set out to replace, figure for figure.
public func publishedRule(_ budget: Duration) -> PublishedBudgetRule.Verdict {
  PublishedBudgetRule()
    .check(task: .captioning, prefill: .milliseconds(500), budget: budget)
}
