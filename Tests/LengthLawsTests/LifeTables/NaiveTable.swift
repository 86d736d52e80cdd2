import LengthLaws
import TestSupport

/// What a life table should be, in the plainest way: a dictionary of counts.
struct NaiveTable: Equatable {
  struct Key: Hashable {
    var length: Int
    var ending: Ending
  }

  var counts: [Key: Int] = [:]

  init() {}

  init(_ answers: [RecordedAnswers]) {
    for some in answers {
      let key = Key(length: some.length, ending: some.ending)
      counts[key, default: 0] += some.count
    }
  }

  /// What a table holds, read row by row.
  init(_ table: LifeTable) {
    for row in table.rows {
      for (ending, count) in [
        (Ending.stopped, row.stopped), (.capped, row.capped),
        (.cancelled, row.cancelled),
      ] where count > 0 {
        counts[Key(length: row.length, ending: ending)] = count
      }
    }
  }

  /// All recorded lengths, one an answer, in order.
  var lengths: [Int] {
    counts.flatMap { Array(repeating: $0.key.length, count: $0.value) }
      .sorted()
  }

  func total(_ ending: Ending) -> Int {
    counts.reduce(0) { $0 + ($1.key.ending == ending ? $1.value : 0) }
  }

  func filter(_ isKept: (Int) -> Bool) -> NaiveTable {
    var result = self
    result.counts = counts.filter { isKept($0.key.length) }
    return result
  }
}

/// Checks what must hold of every life table.
func checkInvariants(_ table: LifeTable) throws(Falsified) {
  let rows = table.rows
  for (row, next) in zip(rows, rows.dropFirst()) {
    try require(row.length < next.length, "unsorted: \(row), \(next)")
  }
  for row in rows {
    try require(row.length >= 1, "length below 1: \(row)")
    try require(row.total > 0, "empty row: \(row)")
    try require(
      min(row.stopped, row.capped, row.cancelled) >= 0, "negative: \(row)")
    try requireEqual(row.censored, row.capped + row.cancelled)
  }
  try requireEqual(table.count, rows.reduce(0) { $0 + $1.total }, "count")
  try requireEqual(
    table.stoppedCount, rows.reduce(0) { $0 + $1.stopped }, "stopped")
  try requireEqual(
    table.cappedCount, rows.reduce(0) { $0 + $1.capped }, "capped")
  try requireEqual(
    table.cancelledCount, rows.reduce(0) { $0 + $1.cancelled }, "cancelled")
  try requireEqual(
    table.censoredCount, table.cappedCount + table.cancelledCount, "censored")
  try requireEqual(table.isEmpty, rows.isEmpty, "emptiness")
}
