import DecodeStatistics

/// What a scheduler looks up of a request that has generated 40 tokens.
public func lookUps(
  _ table: LifeTable, _ latency: some StepLatency
) throws -> (index: Double, quantum: Int, remaining: Double) {
  let law = try KaplanMeier(table)
  let index = SchedulingTable(
    TotalDecodeTime(law, latency: latency, cap: 1024))
  let priority = index.gittinsIndex(after: 40)  // 1/s
  let quantum = index.gittinsQuantum(after: 40)  // no need to look before
  let remaining = index.meanResidualTime(after: 40)  // seconds
  return (priority, quantum, remaining)
}

/// Which of several running requests gets the next token: the one of the
/// largest index.
public func nextByGittins(
  generated: [Int], _ index: SchedulingTable
) -> Int? {
  generated.indices.max {
    index.gittinsIndex(after: generated[$0])
      < index.gittinsIndex(after: generated[$1])
  }
}

/// How many of the waiting requests may start together so that their caches
/// outgrow the memory with a probability of at most `risk`.
public func admissible(
  _ waiting: [RunningRequest], cacheTokens: Int, risk: Double = 0.01
) throws -> Int {
  var (fits, tooMany) = (0, waiting.count + 1)
  while tooMany - fits > 1 {
    let middle = (fits + tooMany) / 2
    let peak = try PeakCache(Array(waiting.prefix(middle)))
      .probability(exceeding: cacheTokens, deciding: risk)
    if peak.upper ?? 1 <= risk { fits = middle } else { tooMany = middle }
  }
  return fits
}

/// When a batch is done that waits for all of its answers, and how long a
/// queue takes that is served one by one.
public func batchAndQueue(
  _ law: some LengthDistribution, _ latency: some StepLatency, requests: Int
) throws -> (batch: Double, queue: ClosedRange<Double>) {
  let longest = try LongestAnswer(of: law, count: requests)
  let batch = TotalDecodeTime(longest, latency: latency, cap: 1024)
  let one = TotalDecodeTime(law, latency: latency, cap: 1024)
  let queue = try TimeSum(Array(repeating: one, count: requests))
  return (batch.quantile(0.95), try queue.quantile(0.95))
}
