import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Vuong's test")
struct VuongTests {
  @Test func itAgreesWithTheDefinition() {
    property("z from single answers", cases: 60) { choices in
      let table = choices.lifeTable(2...15)
      let (f, g) = (
        try Geometric(p: choices.double(in: 0.05...0.4)),
        try Geometric(p: choices.double(in: 0.5...0.9))
      )
      let test = try VuongTest(table, f, g)
      var terms: [Double] = []
      for row in table.rows {
        for _ in 0..<row.stopped {
          terms.append(f.logMass(at: row.length) - g.logMass(at: row.length))
        }
        for _ in 0..<row.censored {
          terms.append(
            f.logSurvival(at: row.length + 1)
              - g.logSurvival(at: row.length + 1))
        }
      }
      let n = Double(terms.count)
      let mean = terms.reduce(0, +) / n
      let variance = terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      guard variance > 1e-12 else { return }
      try requireClose(
        test.statistic, mean * n.squareRoot() / variance.squareRoot(),
        relative: 1e-9, absolute: 1e-9, "z")
      let mirrored = try VuongTest(table, g, f)
      try requireClose(mirrored.pValue, test.pValue, relative: 1e-9, "p")
    }
  }

  @Test func aLawEqualsItself() throws {
    let table = LifeTable.simulated(
      from: try Geometric(p: 0.2), count: 50, seed: 1)
    let fit = try Family.geometric.fit(table)
    let test = try VuongTest(table, fit, fit, correction: .bic)
    #expect(test.statistic.isNaN)
    #expect(test.pValue == 1)
  }

  /// z = (log ratio − penalty)/√(n·s²), and the penalty counts.
  @Test func theStatisticTakesThePenaltyOff() throws {
    let table = LifeTable.simulated(
      from: try Geometric(p: 0.1), count: 400, seed: 2)
    let (f, g) = (try Geometric(p: 0.1), try Geometric(p: 0.12))
    let plain = try VuongTest(table, f, g)
    let charged = try VuongTest(table, f, g, penalty: 3)
    let step = 3 / (400 * plain.variance).squareRoot()
    #expect(abs(plain.statistic - charged.statistic - step) < 1e-9)
  }

  /// Two geometric laws at the same distance from a third, which is true.
  ///
  /// The planted test takes every answer for four.
  @Test func falseAlarmsAreAsRareAsPromised() throws {
    let (p, q) = (0.2, 0.4)
    let mean = log(q / p) / log((1 - p) / (1 - q))
    let truth = try Geometric(p: 1 / (1 + mean))
    let (f, g) = (try Geometric(p: p), try Geometric(p: q))
    let trials = 500
    var (alarms, planted) = (0, 0)
    for seed in 0..<trials {
      let table = LifeTable.simulated(
        from: truth, count: 300, seed: UInt64(seed))
      let test = try VuongTest(table, f, g)
      if test.pValue <= 0.05 { alarms += 1 }
      if abs(test.statistic) * 2 > 1.959_963_984_540_054 { planted += 1 }
    }
    let limit = largestPlausibleCount(trials: trials, probability: 0.06)
    #expect(alarms <= limit)
    #expect(planted > limit)
  }
}
