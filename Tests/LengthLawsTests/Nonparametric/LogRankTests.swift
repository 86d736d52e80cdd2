import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Log-rank test")
struct LogRankTests {
  /// Freireich's trial: the placebo group's 21 remissions all ended.
  @Test func remissionTimesAgreeWithTheTextbook() throws {
    let treated = try Reference.fit("gehan_kaplan_meier").data.lifeTable()
    var placebo = LifeTable()
    for weeks in [
      1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
    ] { try placebo.record(length: weeks, ending: .stopped) }
    let test = try LogRankTest(treated, placebo)
    // By exact fractions; survdiff prints 9, 19.3, 16.8 and 4e-05.
    #expect(test.observed == 9)
    #expect(abs(test.expected - 19.250_500_948_031_13) < 1e-12)
    #expect(abs(test.variance - 6.256_960_573_675_5) < 1e-12)
    #expect(abs(test.statistic - 16.792_940_989_216_533) < 1e-11)
    #expect(abs(test.pValue - 4.168_809_109_334_542e-5) < 1e-16)
  }

  @Test func itIsSymmetricAndFollowsRanksAlone() {
    property("order and stretching change nothing", cases: 100) { choices in
      let (first, second) = (
        choices.lifeTable(1...10), choices.lifeTable(1...10)
      )
      let test = try LogRankTest(first, second)
      let mirrored = try LogRankTest(second, first)
      try requireClose(
        test.statistic, mirrored.statistic, relative: 1e-9, absolute: 1e-12,
        "statistic")
      func stretched(_ table: LifeTable) throws -> LifeTable {
        var result = LifeTable()
        for row in table.rows {
          let length = row.length * row.length + 3
          try result.record(
            length: length, ending: .stopped, count: row.stopped)
          try result.record(
            length: length, ending: .capped, count: row.censored)
        }
        return result
      }
      let other = try LogRankTest(stretched(first), stretched(second))
      try requireClose(
        test.statistic, other.statistic, absolute: 1e-12, "stretched")
      try requireClose(
        try LogRankTest(first, first).statistic, 0, absolute: 1e-20, "itself")
    }
  }

  /// Under the null a p-value below 0.05 is that rare; the planted test
  /// adds up (O − E)²/V over both tables, which say the same.
  @Test func falseAlarmsAreAsRareAsPromised() throws {
    var random = SplitMix64(seed: 11)
    let law = try Geometric(p: 0.4)
    let trials = 600
    var (alarms, planted) = (0, 0)
    for _ in 0..<trials {
      var tables = [LifeTable(), LifeTable()]
      for index in 0..<80 {
        try tables[index % 2].record(
          length: law.sample(using: &random), ending: .stopped)
      }
      let test = try LogRankTest(tables[0], tables[1])
      if test.pValue <= 0.05 { alarms += 1 }
      if 2 * test.statistic > 3.841_458_820_694_124 { planted += 1 }
    }
    let limit = largestPlausibleCount(trials: trials, probability: 0.06)
    #expect(alarms <= limit)
    #expect(planted > limit)
  }
}
