import DecodeStatistics

/// Answers that were cut are counted as what they are.
public func censoring() throws -> (median: Int, late: Int, mean: Double) {
  var table = LifeTable()
  try table.record(length: 20, ending: .stopped, count: 60)
  try table.record(length: 40, ending: .stopped, count: 25)
  try table.record(length: 64, ending: .capped, count: 15)

  let lengths = try KaplanMeier(table)
  let median = lengths.quantile(0.5)  // 20
  let late = lengths.quantile(0.95)  // Int.max: the cap hides it
  let mean = lengths.restrictedMean(through: 64)  // E[min(N, 64)] = 31.6
  return (median, late, mean)
}

/// Tables of two days are those of both together.
public func merged(
  _ monday: LifeTables, _ tuesday: LifeTables
) throws -> LifeTables {
  var both = monday
  try both.merge(tuesday)
  return both
}
