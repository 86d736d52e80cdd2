import DecodeEstimators
import DecodeStatistics

/// What an estimate costs once a law is compiled.
///
/// `lookups N` makes N estimates of each scheme and prints the nanoseconds of
/// one; `lookups N NAME` makes those whose name contains NAME alone. Under
/// valgrind the number of allocations tells whether an estimate allocates: it
/// must not depend on N.
@main
struct Lookups {
  static func main() throws {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) }
    var tables = LifeTables()
    for length in 1...2000 {
      try tables.record(
        task: "chat", length: length, ending: .stopped,
        count: 1 + 4_000_000 / (length * length))
    }
    try tables.record(task: "chat", length: 2000, ending: .capped, count: 9)
    let model = try CompiledModel(
      DecodeModel(
        tables: tables,
        latency: .affine(AffineLatency(intercept: 0.02, slope: 1e-6))))
    let estimators: [(String, any DecodeEstimator)] = [
      ("point", PointEstimator(model)),
      ("distributional", try DistributionalEstimator(model)),
      ("conservative", try ConservativeEstimator(model)),
      ("layered", try LayeredEstimator(ConservativeEstimator(model))),
    ]
    for (name, estimator) in estimators {
      try report(name, count ?? 1_000_000) { cap in
        try estimator.estimate(DecodeRequest(task: "chat", cap: cap))
          .time.mean
      }
      try report("\(name), few caps", count ?? 1_000_000) { cap in
        try estimator.estimate(DecodeRequest(task: "chat", cap: 1 + cap % 50))
          .plannedTokens ?? 0
      }
    }
    let budget = LatencyBudget(total: .seconds(20))
    for (name, estimator) in estimators {
      try report("decide, \(name)", count ?? 1_000_000) { cap in
        try estimator.decide(
          DecodeRequest(task: "chat", cap: 1 + cap % 50), within: budget
        ).isFeasible ? 1 : 0
      }
    }
    let time = try model["chat"].time
    try report("P(T > t)", count ?? 1_000_000) { cap in
      time.capped(at: cap).probability(exceeding: 0.5)
    }
    try report("remaining", count ?? 1_000_000) { cap in
      time.remaining(after: cap / 2).mean
    }
  }

  private static func report(
    _ name: String, _ count: Int, _ body: (Int) throws -> Double
  ) rethrows {
    guard CommandLine.arguments.dropFirst(2).first.map(name.contains) ?? true
    else { return }
    var sum = 0.0
    let elapsed = try ContinuousClock().measure {
      for index in 0..<count { sum += try body(1 + index % 1999) }
    }
    let each = elapsed / .nanoseconds(1) / Double(count)
    print("\(name): \(Int(each)) ns (sum \(sum))")
  }
}
