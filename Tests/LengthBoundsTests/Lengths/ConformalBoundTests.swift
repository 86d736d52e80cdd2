import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Conformal bounds")
struct ConformalBoundTests {
  @Test func ranksAgreeWithTheOracle() throws {
    let rows = try #require(
      Reference.oracle("conformal_rank").expected.array)
    for row in rows {
      let n = try #require(row[0]?.int)
      let level = 1 - (try #require(row[1]?.double))
      #expect(
        ConformalRank.rank(observations: n, level: level) == row[2]?.int)
      let required = try ConformalRank.requiredObservations(level: level)
      #expect((n >= required) == (row[2]?.int != nil))
    }
  }

  @Test func roundingDoesNotMoveARank() throws {
    let trap = try Reference.oracle("floating_point_rank_trap").expected
    #expect(
      ConformalRank.rank(observations: 99, level: 0.55) == trap["exact"]?.int)
    let naive = Int((100 * 0.55).rounded(.up))
    #expect(naive == trap["naive_double"]?.int)
    for hundredths in 1...99 {
      for n in [99, 199, 999] {
        let exact = (n + 1) * hundredths / 100
        #expect(
          ConformalRank.rank(
            observations: n, level: Double(hundredths) / 100) == exact)
      }
    }
  }

  @Test func coverageLawAgreesWithTheOracle() throws {
    let expected = try Reference.oracle("split_conformal_coverage_is_beta")
      .expected
    let law = try #require(
      try ConformalCoverage(observations: 1000, level: 0.9))
    func agrees(_ value: Double, _ name: String) throws {
      #expect(abs(value - (try #require(expected[name]?.double))) < 1e-9)
    }
    try agrees(law.mean, "mean")
    try agrees(law.quantile(0.05), "q05")
    try agrees(law.quantile(0.95), "q95")
    try agrees(law.probability(ofAtLeast: 0.9), "P(cov>=.9)")
    #expect(try ConformalCoverage(observations: 8, level: 0.9) == nil)
  }

  /// All samples of n + 1 answers of a law on {1, 2, 3}; the planted bug is
  /// the rank ⌈n·level⌉.
  @Test(arguments: [2, 3, 5, 9], [0.5, 0.6, 0.75, 0.9])
  func coverageIsEnumerated(_ n: Int, _ level: Double) throws {
    for law in [[0.5, 0.25, 0.25], [0.75, 0.125, 0.125], [0.25, 0.25, 0.5]] {
      var covered = 0.0
      for ones in 0...n {
        for twos in 0...(n - ones) {
          let counts = [ones, twos, n - ones - twos]
          var (probability, left) = (1.0, n)
          for (index, count) in counts.enumerated() {
            for i in 0..<count {
              probability *= law[index] * Double(left - i) / Double(i + 1)
            }
            left -= count
          }
          let table = LifeTable(
            counts.enumerated().map {
              RecordedAnswers(
                length: $0.offset + 1, ending: .stopped, count: $0.element)
            })
          let limit =
            try table.conformalBound(level: level).limit.tokens ?? 3
          covered += probability * law[..<limit].reduce(0, +)
        }
      }
      #expect(covered >= level)
    }
  }

  @Test func tasksAreBoundedByTheirOwnAnswers() {
    property("a task's bound is its own", cases: 50) { choices in
      var tables = LifeTables()
      for name in ["a", "b", "c"] {
        tables[TaskID(name)] = choices.lifeTable(1...10)
      }
      let bounds = try tables.conformalBounds(level: 0.8)
      for task in tables.tasks {
        try requireEqual(
          bounds[task], try tables[task]?.conformalBound(level: 0.8))
      }
    }
  }

  @Test func boundsAreMonotone() {
    property("conformal bounds rise with the level") { choices in
      let table = choices.lifeTable(1...20)
      let levels = [choices.unit(), choices.unit()].sorted()
        .map { 0.01 + 0.98 * $0 }
      let limits = try levels.map {
        try table.conformalBound(level: $0).limit.tokens ?? .max
      }
      try require(limits[0] <= limits[1], "\(limits) falls")
      if let law = try? KaplanMeier(table), table.censoredCount == 0 {
        try require(limits[0] >= law.quantile(levels[0]), "below the plug-in")
      }
    }
  }

  @Test func noAnswersAreRefused() throws {
    #expect(throws: BoundError.noAnswers) {
      try LifeTable().conformalBound(level: 0.9)
    }
  }
}
