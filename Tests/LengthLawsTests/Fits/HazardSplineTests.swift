import LengthLaws
import TestSupport
import Testing

@Suite("Hazard spline")
struct HazardSplineTests {
  private func sample(
    _ law: some LengthDistribution, _ count: Int, cap: Int = .max
  ) throws -> LifeTable {
    var generator = SplitMix64(seed: 5)
    var table = LifeTable()
    for _ in 0..<count {
      let length = law.sample(using: &generator)
      try table.record(
        length: min(length, cap), ending: length > cap ? .capped : .stopped)
    }
    return table
  }

  @Test func fittedLawsObeyTheLaws() {
    property("hazard splines obey the laws", cases: 12) { choices in
      var table = LifeTable()
      for answer in choices.answers(2...20) {
        try table.record(
          length: answer.length, ending: answer.ending,
          count: answer.count + 1)
      }
      try table.record(length: 3, ending: .stopped)
      let fit = try HazardSpline.fit(table, basisSize: 8)
      try checkLengthDistribution(
        fit.distribution, name: "\(table.rows)", samples: 300)
    }
  }

  @Test func aConstantHazardNeedsNoWiggles() throws {
    let table = try sample(Geometric(p: 0.02), 3000, cap: 200)
    let fit = try HazardSpline.fit(table)
    #expect(fit.effectiveParameters < 5)
    for length in [1, 10, 50, 150] {
      #expect(abs(fit.distribution.hazard(at: length) - 0.02) < 0.005)
    }
    let geometric = try Geometric.fit(table)
    #expect(fit.logLikelihood >= geometric.logLikelihood - 1e-6)
  }

  @Test func aBendingHazardIsFollowed() throws {
    let law = try DiscreteLogNormal(mu: 4, sigma: 0.4)
    let table = try sample(law, 5000, cap: 120)
    let fit = try HazardSpline.fit(table)
    #expect(fit.effectiveParameters > 3)
    for length in [20, 40, 60, 90, 120] {
      // Five standard errors of a share of 5000.
      #expect(
        abs(fit.distribution.survival(at: length) - law.survival(at: length))
          < 0.035)
    }
  }

  @Test func hopelessTablesAreRefused() throws {
    #expect(throws: LengthLawError.noAnswers) {
      try HazardSpline.fit(LifeTable())
    }
    var table = LifeTable()
    try table.record(length: 1 << 21, ending: .stopped)
    #expect(throws: LengthLawError.self) { try HazardSpline.fit(table) }
  }

  @Test func beyondTheDataTheHazardStays() throws {
    let table = try sample(Geometric(p: 0.1), 500)
    let law = try HazardSpline.fit(table).distribution
    let end = law.fittedThrough
    #expect(
      abs(law.hazard(at: end + 50) - law.hazard(at: end)) < 1e-12)
  }
}
