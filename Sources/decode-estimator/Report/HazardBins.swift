import DecodeStatistics

/// How many answers end a token, in groups of lengths with about as many ends
/// each: ends over tokens at which answers were still running.
struct HazardBins {
  /// The groups' middles, hazards and 95 % limits (Poisson, by the square
  /// root).
  private(set) var rows: [Spec] = []
  /// The lengths of each group.
  private(set) var groups: [ClosedRange<Int>] = []

  /// The middle of a group.
  static func centre(_ group: ClosedRange<Int>) -> Double {
    Double(group.lowerBound + group.upperBound) / 2
  }

  init(_ table: LifeTable, most: Int) {
    let wanted = max(table.stoppedCount / most, 1)
    var running = Double(table.count)
    var (first, previous) = (1, 0)
    var (ends, exposure) = (0.0, 0.0)
    let all = table.rows
    for (place, row) in all.enumerated() {
      // Everybody left passes the tokens up to this length.
      exposure += running * Double(row.length - previous)
      ends += Double(row.stopped)
      previous = row.length
      running -= Double(row.total)
      guard Int(ends) >= wanted || place == all.count - 1, exposure > 0
      else { continue }
      let group = min(first, row.length)...row.length
      let root = ends.squareRoot()
      let low = max(root - 0.98, 0)
      groups.append(group)
      rows.append([
        "tokens": .rounded(Self.centre(group)),
        "from": .rounded(Double(first)),
        "through": .rounded(Double(row.length)),
        "ends": .rounded(ends), "hazard": .rounded(ends / exposure),
        "lower": .rounded(low * low / exposure),
        "upper": .rounded((root + 0.98) * (root + 0.98) / exposure),
      ])
      (first, ends, exposure) = (row.length + 1, 0, 0)
    }
  }
}
