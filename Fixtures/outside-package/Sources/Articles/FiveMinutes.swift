import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// Whether a request meets its budget, from the answers in a file.
public func fiveMinutes(_ path: String) throws -> BudgetDecision {
  let (tables, report) = try TraceReader().lifeTables(in: path)
  for assumption in report.assumptions { print(assumption.text) }

  let latency = try AverageLatencyTable([
    LatencyBucket(first: 1, last: 2, secondsPerToken: 0.0246),
    LatencyBucket(first: 3, last: 5, secondsPerToken: 0.0344),
    LatencyBucket(first: 6, last: nil, secondsPerToken: 0.0411),
  ]).stepLatency()

  let estimator = try LayeredEstimator(
    DecodeModel(tables: tables, latency: latency),
    level: 0.95, confidence: 0.95)

  let decision = try estimator.decide(
    DecodeRequest(task: .textVQA, prefill: .milliseconds(150)),
    within: LatencyBudget(total: .milliseconds(500)))
  print(decision)
  return decision
}

/// What is left of an answer that is under way.
public func underWay(
  _ estimator: LayeredEstimator
) throws -> DecodeEstimate {
  let estimate = try estimator.estimate(
    DecodeRequest(task: .textVQA, generatedTokens: 4))
  if let rest = estimate.expectedTime { print(rest) }  // from here on
  print(estimate.probability(exceeding: .milliseconds(200)))
  return estimate
}
