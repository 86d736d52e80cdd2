import DecodeStatistics

/// All tables of n answers from a law on {1, …, m}, with their probabilities.
///
/// - Parameters:
///   - n: Answers.
///   - masses: P(N = 1), …, P(N = m).
///   - cap: Answers beyond it are cut there.
///   - body: Takes each table that can occur.
/// - Throws: What the body throws.
func forEachTable(
  of n: Int, _ masses: [Double], cap: Int = .max,
  _ body: (LifeTable, Double) throws -> Void
) throws {
  func visit(_ length: Int, _ left: Int, _ table: LifeTable, _ p: Double)
    throws
  {
    guard length <= masses.count else {
      if left == 0 { try body(table, p) }
      return
    }
    var (choose, power) = (1.0, 1.0)
    for count in 0...left {
      if count > 0 {
        choose *= Double(left - count + 1) / Double(count)
        power *= masses[length - 1]
      }
      var next = table
      try next.record(
        length: min(length, cap), ending: length > cap ? .capped : .stopped,
        count: count)
      try visit(length + 1, left - count, next, p * choose * power)
    }
  }
  try visit(1, n, LifeTable(), 1)
}

/// Laws with few lengths: even, with a tail, and with one heavy length.
let enumeratedLaws: [[Double]] = [
  [0.25, 0.25, 0.25, 0.25], [0.5, 0.3, 0.15, 0.05], [0.05, 0.9, 0.04, 0.01],
  [0.1, 0.1, 0.8], [0.94, 0.06], [0.49, 0.02, 0.49],
]

/// The smallest k with P(N ≤ k) ≥ q.
func quantile(_ masses: [Double], _ level: Double) -> Int {
  var reached = 0.0
  for (index, mass) in masses.enumerated() {
    reached += mass
    if reached >= level - 1e-12 { return index + 1 }
  }
  return masses.count
}
