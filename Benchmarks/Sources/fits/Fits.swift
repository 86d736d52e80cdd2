import DecodeStatistics

/// The cost of a fit against the number of answers, as a ratio in one run: a
/// table of a thousand answers against the same table a billion times over.
@main
struct Fits {
  static func main() throws {
    for family in Family.allCases {
      let few = try time(family, weight: 1)
      let many = try time(family, weight: 1_000_000_000)
      print(
        "\(family): \(Int(few / .microseconds(1))) µs for 10³ answers, "
          + "\(many / few) times as long for 10¹²")
    }
  }

  private static func time(_ family: Family, weight: Int) throws -> Duration {
    var table = LifeTable()
    for length in stride(from: 1, through: 400, by: 2) {
      try table.record(
        length: length, ending: .stopped, count: weight * (1 + 900 / length))
    }
    try table.record(length: 256, ending: .capped, count: weight * 20)
    let clock = ContinuousClock()
    // The least of several runs is the one without interruptions.
    var least = Duration.seconds(1000)
    for _ in 0..<15 {
      least = min(least, try clock.measure { _ = try family.fit(table) })
    }
    return least
  }
}
