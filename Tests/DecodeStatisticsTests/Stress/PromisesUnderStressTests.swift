import DecodeStatistics
import Foundation
import TestSupport
import Testing

/// Coverage of bounds where it is hardest to keep.
///
/// `STRESS_TABLES` says how many tables are drawn where coverage is simulated,
/// and prints the rows of `Docs/Reliability.md`.
@Suite("Promises under stress")
struct PromisesUnderStressTests {
  private static let asked = ProcessInfo.processInfo.environment[
    "STRESS_TABLES"
  ].flatMap(Int.init)
  private static let tables = asked ?? 60

  private static func finish(_ row: StressRow) {
    if asked != nil { print(row.text) }
  }

  // MARK: Exact

  /// P(X₍ᵣ₎ ≥ x_q) = P(Bin(n, P(N < x_q)) < r), whatever the law.
  @Test func orderStatisticsOfEveryLaw() throws {
    var row = StressRow(
      "order statistic, 95 % confidence",
      tried:
        "6 laws, q from 0.5 to 0.999, n from 1 to 10⁶, exactly",
      promised: 0.95)
    for n in [1, 2, 8, 59, 60, 100, 299, 1000, 12_345, 1_000_000] {
      for level in [0.5, 0.9, 0.95, 0.99, 0.999] {
        guard
          let rank = BinomialRank.rank(
            observations: n, level: level, confidence: 0.95)
        else {
          // Even the longest of n answers is too short too often.
          #expect(pow(level, Double(n)) > 0.05 * (1 - 1e-9))
          continue
        }
        for law in StressLaw.all {
          let below = 1 - law.tail(law.quantile(level) - 1)
          let coverage = BinomialTail(trials: n, probability: below)
            .probability(below: rank)
          row.note(coverage, "\(law.name), n = \(n), q = \(level)")
        }
        // One rank lower would not do, where a law has its jump there.
        let lower = BinomialTail(trials: n, probability: level)
          .probability(below: rank - 1)
        #expect(lower < 0.95 + 1e-9)
      }
    }
    #expect(row.worst >= 0.95 - 1e-9)
    Self.finish(row)
  }

  /// The exceedance bound over all counts that may come.
  @Test func exceedanceOfEveryProbability() throws {
    var row = StressRow(
      "P(over), 95 % confidence",
      tried:
        "p from 10⁻⁴ to 0.999, n from 1 to 400, all counts", promised: 0.95)
    for n in [1, 2, 5, 20, 59, 120, 400] {
      let bounds = try (0...n).map { over in
        var table = LifeTable()
        try table.record(length: 5, ending: .stopped, count: n - over)
        try table.record(length: 9000, ending: .stopped, count: over)
        return try table.exceedanceBound(tokens: 7, confidence: 0.95)
          .probability
      }
      #expect(bounds == bounds.sorted())
      for p in [1e-4, 1e-3, 0.01, 0.05, 0.3, 0.5, 0.9, 0.99, 0.999]
        + bounds.map({ $0 * (1 + 1e-9) }) where p < 1
      {
        let covering = bounds.firstIndex { $0 >= p * (1 - 1e-12) } ?? n + 1
        let law = BinomialTail(trials: n, probability: p)
        row.note(
          covering == 0 ? 1 : law.probability(above: covering - 1),
          "p = \(String(format: "%.4g", p)), n = \(n)")
      }
    }
    #expect(row.worst >= 0.95 - 1e-6)
    Self.finish(row)
  }

  /// Ranks where counts are near 2⁵³, against the normal law's.
  @Test func ranksOfTheGreatestCounts() throws {
    for exponent in [30, 40, 50, 53] {
      let n = 1 << exponent
      let rank = try #require(
        BinomialRank.rank(observations: n, level: 0.95, confidence: 0.95))
      let sigma = (Double(n) * 0.95 * 0.05).squareRoot()
      let distance = Double(rank - Int(0.95 * Double(n))) / sigma
      #expect(abs(distance - 1.6448536) < 2e-3, "\(exponent): \(distance)")
    }
  }

  /// A bound of times is the time of its rank, at any scale.
  @Test func measuredTimesOfEveryScale() throws {
    for scale in [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6] {
      var table = TimeTable()
      var times: [Double] = []
      var random = SplitMix64(seed: 3)
      for _ in 0..<137 {
        let time = scale * exp(6 * random.unit())
        times.append(time)
        try table.record(seconds: time)
      }
      let bound = try table.upperBound(level: 0.95, confidence: 0.95)
      let rank = try #require(
        BinomialRank.rank(observations: 137, level: 0.95, confidence: 0.95))
      #expect(bound.limit.seconds == times.sorted()[rank - 1])
    }
  }

  // MARK: Simulated

  /// Shares of tables whose bound holds, over laws, sizes and cuts.
  private static func simulate(
    _ row: StressRow, sizes: [Int], cuts: [Double] = [0],
    _ holds: (LifeTable, StressLaw) throws -> Bool
  ) throws {
    var row = row
    let fewest = smallestPlausibleCount(
      trials: tables, probability: row.promised)
    for law in StressLaw.all {
      for size in sizes {
        for cut in cuts {
          var random = SplitMix64(name: "\(law.name) \(size) \(cut)")
          var held = 0
          for _ in 0..<tables {
            let table = try table(law, size, cut, &random)
            if try holds(table, law) { held += 1 }
          }
          let place = "\(law.name), n = \(size), \(Int(cut * 100)) % cut"
          row.note(Double(held) / Double(tables), place)
          #expect(held >= fewest, "\(row.promise): \(place)")
        }
      }
    }
    finish(row)
  }

  /// Answers of which a share has a limit drawn apart: another length, or a
  /// fiftieth of one where most answers are to be cut.
  private static func table(
    _ law: StressLaw, _ size: Int, _ cut: Double, _ random: inout SplitMix64
  ) throws -> LifeTable {
    var table = LifeTable()
    for _ in 0..<size {
      let length = law.sample(&random)
      let limit =
        random.unit() < cut
        ? max(law.sample(&random) / (cut > 0.9 ? 50 : 1), 1) : .max
      if length > limit {
        try table.record(length: limit, ending: .cancelled)
      } else {
        try table.record(length: length, ending: .stopped)
      }
    }
    return table
  }

  @Test func betaProductsOfCutAnswers() throws {
    try Self.simulate(
      StressRow(
        "beta product, 95 % confidence",
        tried:
          "6 laws, n = 20 to 400, up to 99 % of answers at risk of a cut",
        promised: 0.95), sizes: [20, 60, 400], cuts: [0, 0.5, 0.99]
    ) { table, law in
      let bound = try table.upperBound(level: 0.9, confidence: 0.95)
      return bound.limit.tokens ?? .max >= law.quantile(0.9)
    }
  }

  /// The next answer, drawn after the table.
  @Test func conformalBoundsOfTheNextAnswer() throws {
    var random = SplitMix64(seed: 17)
    try Self.simulate(
      StressRow(
        "conformal bound of the next answer, 90 %",
        tried:
          "6 laws, n = 9 to 200", promised: 0.9), sizes: [9, 10, 200]
    ) { table, law in
      let bound = try table.conformalBound(level: 0.9)
      return bound.limit.tokens ?? .max >= law.sample(&random)
    }
  }

  /// The bound is looked at after every answer.
  @Test func anytimeBoundsOfWatchedAnswers() throws {
    var row = StressRow(
      "anytime-valid bound, 95 % confidence",
      tried:
        "6 laws, looked at after each of 300 answers", promised: 0.95)
    let tables = min(Self.tables, 2000)
    // Once for each number of answers.
    let ranks = try (1...300).map {
      try RankBound.rank(
        .anytime, observations: $0, level: 0.9, confidence: 0.95)
    }
    for law in StressLaw.all {
      let truth = law.quantile(0.9)
      var random = SplitMix64(name: law.name)
      var held = 0
      for _ in 0..<tables {
        var below = 0
        let isKept = (1...300).allSatisfy { n in
          if law.sample(&random) < truth { below += 1 }
          // The answer of the rank is too short where so many are.
          return ranks[n - 1].map { below < $0 } ?? true
        }
        if isKept { held += 1 }
      }
      row.note(Double(held) / Double(tables), law.name)
      #expect(
        held >= smallestPlausibleCount(trials: tables, probability: 0.95))
    }
    Self.finish(row)
  }

  @Test(arguments: [
    MeanBound.Method.band(.equalLocalLevels), .band(.dkw), .empiricalBernstein,
  ])
  func meanBoundsOfTheMeanUnderACap(_ method: MeanBound.Method) throws {
    let cap = 5000
    let latency = try ConstantLatency(secondsPerToken: 1e-6)
    let means = Dictionary(
      uniqueKeysWithValues: StressLaw.all.map { law in
        (law.name, (0..<cap).reduce(0.0) { $0 + law.tail($1) } * 1e-6)
      })
    try Self.simulate(
      StressRow(
        "bound of E[T], 95 % confidence (\(method))",
        tried:
          "6 laws under a cap of 5,000, n = 5 to 300", promised: 0.95),
      sizes: [5, 60, 300]
    ) { table, law in
      let bound = try table.meanBound(
        latency: latency, cap: cap, confidence: 0.95, method: method)
      return bound.value >= (means[law.name] ?? .infinity) * (1 - 1e-9)
    }
  }
}
