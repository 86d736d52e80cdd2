import DecodeEstimators
import DecodeStatistics
import DecodeTraces

let (tables, _) = try TraceReader().lifeTables(in: "Fixtures/vlm-tasks.csv")
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
