import DecodeEstimators
import DecodeStatistics

/// Which of several running requests gets the next token: the one that is
/// most likely to be done soon.
public func nextByGittins(
  generated: [Int], _ lengths: some LengthDistribution,
  _ latency: some StepLatency
) -> Int? {
  let table = SchedulingTable(
    TotalDecodeTime(lengths, latency: latency, cap: 1024))
  return generated.indices.max {
    table.gittinsIndex(after: generated[$0])
      < table.gittinsIndex(after: generated[$1])
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
