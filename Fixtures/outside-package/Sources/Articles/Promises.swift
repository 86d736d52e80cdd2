import DecodeStatistics

/// Fifty-eight answers promise nothing at 95/95; the fifty-ninth does it.
public func fiftyNine() throws -> (few: Int?, enough: Int?) {
  var table = LifeTable()
  for length in 1...58 { try table.record(length: length, ending: .stopped) }
  let few = try table.upperBound(level: 0.95, confidence: 0.95)
  print(few.limit, few.requiredObservations)  // unbounded 59

  try table.record(length: 59, ending: .stopped)
  let enough = try table.upperBound(level: 0.95, confidence: 0.95)
  print(enough.limit)  // tokens(59)
  return (few.limit.tokens, enough.limit.tokens)
}

/// Three numbers for one quantile, each with another promise.
public func threePromises(_ table: LifeTable) throws -> [Int?] {
  let estimate = try KaplanMeier(table).quantile(0.95)
  let bound = try table.upperBound(level: 0.95, confidence: 0.95)
  let next = try table.conformalBound(level: 0.95)
  print(bound.kind.promise, bound.assumptions)
  return [estimate, bound.limit.tokens, next.limit.tokens]
}

/// How many answers to collect: what each method would give with 100 of them.
public func planned() throws -> [BoundPlan.Entry] {
  let plan = try BoundPlan(observations: 100, level: 0.95, confidence: 0.95)
  for entry in plan.entries {
    print(entry.method.rawValue, entry.rank ?? 0, entry.requiredObservations)
  }
  return plan.entries
}

/// Two estimates of a quantile that lies beyond most answers.
public func tails(
  _ table: LifeTable, _ level: Double
) throws -> (power: Double?, pareto: Double?) {
  let hill = table.hillTail(exceedances: table.count / 20)
  let power = hill?.quantile(exceededWith: 1 - level)

  let threshold = try KaplanMeier(table).quantile(0.95)
  let fit = try DiscreteGeneralizedPareto.fit(
    CensoredSample(table), threshold: threshold
  ).distribution
  let beyond = table.atRisk(at: threshold + 1)
  let tail = try PeaksOverThreshold(
    threshold: Double(threshold), exceedances: beyond,
    observations: table.count, shape: fit.shape, scale: fit.scale)
  return (power, tail.quantile(level))
}

/// Bounds of a mean and of the mean of the worst twentieth, in seconds.
public func meanBounds(
  _ table: LifeTable, _ latency: some StepLatency
) throws -> (mean: MeanBound, worst: MeanBound) {
  let mean = try table.meanBound(
    latency: latency, cap: 64, confidence: 0.95)
  let worst = try table.conditionalValueAtRiskBound(
    level: 0.95, latency: latency, cap: 64, confidence: 0.95)
  return (mean, worst)
}

/// How far the coverage of a conformal bound may stray, given the data.
public func strayingCoverage() throws -> Double? {
  let coverage = try ConformalCoverage(observations: 1000, level: 0.9)
  return try coverage?.quantile(0.05)  // 0.884
}
