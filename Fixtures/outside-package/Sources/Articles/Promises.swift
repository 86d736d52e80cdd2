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
