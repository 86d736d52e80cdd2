import LengthLaws
import TestSupport
import Testing

@Suite("Kaplan–Meier estimate")
struct KaplanMeierTests {
  private func table(_ name: String) throws -> LifeTable {
    try Reference.fit(name).data.lifeTable()
  }

  @Test func remissionTimesAgreeWithTheTextbook() throws {
    let oracle = try Reference.oracle("kaplan_meier_6mp")
    let at = try #require(oracle.inputs["at"]?.doubles)
    let survival = try #require(oracle.expected["S_float"]?.doubles)
    let errors = try #require(oracle.expected["greenwood_se"]?.doubles)
    let curve = try KaplanMeier(table("gehan_kaplan_meier"))
    for (index, time) in at.enumerated() {
      let beyond = Int(time) + 1
      #expect(abs(curve.survival(at: beyond) - survival[index]) < 1e-12)
      #expect(abs(curve.standardError(at: beyond) - errors[index]) < 1e-12)
    }
    #expect(curve.quantile(0.5) == 23)
    #expect(curve.quantile(0.95) == .max)
    #expect(curve.mean == .infinity)
    let restricted = curve.restrictedMeanEstimate(through: 35)
    #expect(abs(restricted.value - 23.287_394_957_983_192) < 1e-10)
    #expect(abs(restricted.standardError - 2.827_47) < 1e-5)
  }

  @Test func restrictedMeanHasTheRightStandardError() throws {
    let curve = try KaplanMeier(table("lung_km_rmst"))
    let restricted = curve.restrictedMeanEstimate(through: 1022)
    #expect(abs(restricted.value - 376.274_75) < 1e-4)
    #expect(abs(restricted.standardError - 19.707_791) < 1e-4)
    for (level, days) in [(0.1, 79), (0.25, 170), (0.5, 310), (0.75, 550)] {
      #expect(curve.quantile(level) == days)
    }
  }

  @Test func genericCodeUsesTheExactRatiosAndSums() throws {
    func third(_ law: some LengthDistribution) -> (Double, Double) {
      (law.survival(at: 3), law.restrictedMean(through: 1 << 40))
    }
    var table = LifeTable()
    for length in [1, 2, 1 << 40] {
      try table.record(length: length, ending: .stopped)
    }
    // Through a logarithm it would be another double; by position it would
    // take hours.
    let (survival, mean) = third(try KaplanMeier(table))
    #expect(survival == 1.0 / 3)
    #expect(abs(mean / (0x1p40 / 3 + 1) - 1) < 1e-15)
  }

  @Test func withoutCensoringItIsTheEmpiricalLaw() {
    property("uncensored, Ŝ is a share of counts") { choices in
      var table = LifeTable()
      for answer in choices.answers(1...20, endings: [.stopped]) {
        try table.record(
          length: answer.length, ending: .stopped, count: answer.count + 1)
      }
      let curve = try KaplanMeier(table)
      for k in 1...41 {
        try requireEqual(
          curve.survival(at: k),
          Double(table.atRisk(at: k)) / Double(table.count), "Ŝ(\(k))")
      }
    }
  }

  @Test func aCapHidesOnlyWhatLiesBeyondIt() {
    property("capping answers leaves Ŝ below the cap alone") { choices in
      let tables = try CappedTables(&choices)
      let (cap, latent, capped) = (tables.cap, tables.latent, tables.capped)
      let (whole, cut) = (try KaplanMeier(latent), try KaplanMeier(capped))
      for k in 1...(cap + 1) {
        try requireEqual(cut.survival(at: k), whole.survival(at: k), "Ŝ(\(k))")
      }
      try requireClose(
        cut.restrictedMean(through: cap), whole.restrictedMean(through: cap),
        relative: 1e-12, "E[min(N, c)]")
    }
  }

  @Test func quantilesOfTiesAreExact() throws {
    var table = LifeTable()
    for length in 1...100 { try table.record(length: length, ending: .stopped) }
    let curve = try KaplanMeier(table)
    for percent in 1...99 {
      #expect(curve.quantile(Double(percent) / 100) == percent)
    }
  }

  @Test func anEmptyTableHasNoEstimate() {
    #expect(throws: LengthLawError.noAnswers) { try KaplanMeier(LifeTable()) }
  }
}
