import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Order-statistic bound")
struct OrderStatisticBoundTests {
  private static let probabilities = [0.5, 0.8, 0.9, 0.95, 0.99]

  /// P(Bin(n, q) ≤ r − 1), summed exactly enough to judge to 1e-12.
  private func coverage(_ n: Int, _ level: Double, rank: Int) -> Double {
    1 - BinomialTail(trials: n, probability: level).probability(above: rank - 1)
  }

  @Test func ranksAgreeWithTheOracle() throws {
    let rows = try #require(
      Reference.oracle("upper_quantile_bound_rank").expected.array)
    #expect(rows.count == 14)
    for row in rows {
      let n = try #require(row[0]?.int)
      let level = try #require(row[1]?.string.flatMap(Double.init))
      let confidence = try #require(row[2]?.string.flatMap(Double.init))
      let rank = BinomialRank.rank(
        observations: n, level: level, confidence: confidence)
      #expect(rank == row[3]?.int)
      if let rank, let expected = row[4]?.double {
        #expect(abs(coverage(n, level, rank: rank) - expected) < 1e-10)
      }
    }
  }

  @Test func sampleSizesAreThoseOfWilks() throws {
    let rows = try #require(
      Reference.oracle("wilks_one_sided_sample_sizes").expected.array)
    for row in rows where row[2]?.int == 1 {
      let level = try #require(row[0]?.string.flatMap(Double.init))
      let confidence = try #require(row[1]?.string.flatMap(Double.init))
      #expect(
        try BinomialRank.requiredObservations(
          level: level, confidence: confidence) == row[3]?.int)
    }
    #expect(
      try BinomialRank.requiredObservations(level: 0.9, confidence: 0.19) == 2)
  }

  @Test(arguments: [
    ("orderstat_quantile_ci_n100_q0.9", 100, 0.9),
    ("orderstat_quantile_ci_n1000_q0.95", 1000, 0.95),
  ])
  func twoSidedRanksAgreeWithTheReference(
    _ name: String, _ n: Int, _ level: Double
  ) throws {
    let expected = try Reference.fit(name).expected.entry
    let ranks = BinomialRank.interval(
      observations: n, level: level, confidence: 0.95)
    let lower = try #require(ranks.lower)
    let upper = try #require(ranks.upper)
    #expect(lower == expected["lower_rank"]?.int)
    #expect(upper == expected["upper_rank"]?.int)
    let covered =
      coverage(n, level, rank: upper) - coverage(n, level, rank: lower)
    #expect(abs(covered - (try #require(expected["coverage"]?.double))) < 1e-10)
  }

  @Test func aTwoSidedEndIsOpenWhereDataAreFew() {
    let ranks = BinomialRank.interval(
      observations: 30, level: 0.95, confidence: 0.95)
    #expect(ranks.lower != nil && ranks.upper == nil)
  }

  /// No simulation: the law of the r-th order statistic is binomial.
  @Test func coverageIsNeverBelowThePromise() throws {
    for n in 1...120 {
      for level in Self.probabilities {
        for confidence in Self.probabilities {
          let rank = BinomialRank.rank(
            observations: n, level: level, confidence: confidence)
          guard let rank else {
            #expect(coverage(n, level, rank: n) < confidence)
            continue
          }
          #expect(coverage(n, level, rank: rank) >= confidence - 1e-12)
          // The planted bug, one rank lower, breaks the promise.
          if rank > 1 {
            #expect(coverage(n, level, rank: rank - 1) < confidence)
          }
        }
      }
    }
  }

  /// All samples of a law on {1, 2, 3}, with their probabilities.
  @Test(arguments: [2, 3, 5, 8], [0.5, 0.7, 0.9])
  func coverageOfDiscreteLawsIsEnumerated(_ n: Int, _ level: Double) throws {
    for law in [[0.5, 0.2, 0.3], [0.7, 0.25, 0.05], [0.1, 0.1, 0.8]] {
      let truth = law[0] >= level ? 1 : law[0] + law[1] >= level ? 2 : 3
      for confidence in [0.5, 0.75, 0.9] {
        var covered = 0.0
        for ones in 0...n {
          for twos in 0...(n - ones) {
            let counts = [ones, twos, n - ones - twos]
            var table = LifeTable()
            var probability = 1.0
            var left = n
            for (index, count) in counts.enumerated() {
              try table.record(
                length: index + 1, ending: .stopped, count: count)
              for i in 0..<count {
                probability *= law[index] * Double(left - i) / Double(i + 1)
              }
              left -= count
            }
            let bound = try table.orderStatisticBound(
              level: level, confidence: confidence)
            if (bound.limit.tokens ?? .max) >= truth { covered += probability }
          }
        }
        #expect(covered >= confidence - 1e-12)
      }
    }
  }

  @Test func geometricCoverageAgreesWithTheOracle() throws {
    let expected = try #require(
      Reference.oracle("discrete_data_makes_order_stat_bound_conservative")
        .expected["coverage"]?.double)
    let law = try Geometric(p: 0.3)
    let truth = law.quantile(0.95)
    var missed = 1.0
    for _ in 0..<59 { missed *= 1 - law.survival(at: truth) }
    #expect(truth == 9)
    #expect(abs(1 - missed - expected) < 1e-12)
  }

  @Test func aCapLeavesLowerRanksExact() {
    property("censoring moves a bound only to the cap") { choices in
      let tables = try CappedTables(&choices)
      let (cap, latent, capped) = (tables.cap, tables.latent, tables.capped)
      let level = choices.element(of: Self.probabilities)
      let whole = try latent.orderStatisticBound(
        level: level, confidence: 0.9)
      let cut = try capped.orderStatisticBound(level: level, confidence: 0.9)
      if let tokens = whole.limit.tokens, tokens <= cap {
        try requireEqual(cut.limit, .tokens(tokens), "the bound")
      } else {
        try requireEqual(cut.limit, .unbounded, "the bound of N")
      }
      try requireEqual(
        cut.tokens(underCap: cap), min(whole.limit.tokens ?? cap, cap),
        "the bound of min(N, c)")
    }
  }

  @Test func boundsAreMonotoneAndAboveThePlugIn() {
    property("more level, confidence or length, no smaller bound") { choices in
      var (table, longer) = (LifeTable(), LifeTable())
      for answer in choices.answers(1...40, endings: [.stopped]) {
        let count = answer.count + 1
        try table.record(length: answer.length, ending: .stopped, count: count)
        try longer.record(
          length: answer.length + choices.int(0...3), ending: .stopped,
          count: count)
      }
      func limit(
        _ table: LifeTable, _ level: Double, _ confidence: Double
      ) throws -> Int {
        try table.orderStatisticBound(level: level, confidence: confidence)
          .limit.tokens ?? .max
      }
      let levels = [choices.unit(), choices.unit()].sorted()
        .map { 0.01 + 0.98 * $0 }
      let confidences = [choices.unit(), choices.unit()].sorted()
        .map { 0.5 + 0.49 * $0 }
      let low = try limit(table, levels[0], confidences[0])
      try require(
        low <= limit(table, levels[1], confidences[0]), "falls with the level")
      try require(
        low <= limit(table, levels[0], confidences[1]),
        "falls with the confidence")
      try require(
        low <= limit(longer, levels[0], confidences[0]),
        "falls with longer answers")
      try require(
        low >= KaplanMeier(table).quantile(levels[0]),
        "is below the plug-in quantile")
    }
  }

  @Test func nonsenseIsRefused() throws {
    var table = LifeTable()
    #expect(throws: BoundError.noAnswers) {
      try table.orderStatisticBound(level: 0.9, confidence: 0.9)
    }
    try table.record(length: 3, ending: .stopped)
    for wrong in [0, 1, -1, 2, Double.nan, .infinity] {
      #expect(throws: BoundError.self) {
        try table.orderStatisticBound(level: wrong, confidence: 0.9)
      }
      #expect(throws: BoundError.self) {
        try table.orderStatisticBound(level: 0.9, confidence: wrong)
      }
    }
  }
}
