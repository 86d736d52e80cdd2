import DecodeStatistics

/// Prints which answer bounds a quantile by each method, and the answers that
/// a finite bound takes, for `Docs/Validation.md`.
@main
struct Plans {
  static func main() throws {
    print("| level | method | needed | n = 60 | 100 | 300 | 1000 | 10000 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for level in [0.95, 0.99] {
      let plans = try [60, 100, 300, 1000, 10000].map {
        try BoundPlan(observations: $0, level: level, confidence: 0.95)
      }
      for entry in plans[plans.count - 1].entries {
        let ranks = plans.map { plan in
          plan.entries.first { $0.method == entry.method }?.rank
            .map(String.init) ?? "–"
        }
        print(
          "| \(level) | \(entry.method.rawValue) "
            + "| \(entry.requiredObservations) | "
            + ranks.joined(separator: " | ") + " |")
      }
    }
    print("\n| level | order 1 | 2 | 3 | 4 | 5 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for level in [0.9, 0.95, 0.99] {
      let needed = try (1...5).map {
        String(
          try BinomialRank.requiredObservations(
            level: level, confidence: 0.95, order: $0))
      }
      print("| \(level) | " + needed.joined(separator: " | ") + " |")
    }
  }
}
