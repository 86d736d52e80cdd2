import LengthLaws
import TestSupport
import Testing

@Suite("Difference of restricted means")
struct RestrictedMeanDifferenceTests {
  @Test func uncensoredItIsThatOfTheMeans() {
    property("Δ and its error are those of two samples", cases: 60) {
      choices in
      let tables = [
        choices.lifeTable(2...20, endings: [.stopped]),
        choices.lifeTable(2...20, endings: [.stopped]),
      ]
      let difference = try RestrictedMeanDifference(tables[0], tables[1])
      let means = tables.map { $0.recordedMean ?? .nan }
      try requireClose(
        difference.value, means[1] - means[0], relative: 1e-9,
        absolute: 1e-9, "Δ")
      // Greenwood's variance of a mean is that with 1/n.
      let squares = zip(tables, means).reduce(0) { sum, part in
        let (table, mean) = part
        let n = Double(table.count)
        return table.rows.reduce(sum) {
          let gap = Double($1.length) - mean
          return $0 + Double($1.total) * gap * gap / n / n
        }
      }
      try requireClose(
        difference.standardError, squares.squareRoot(), relative: 1e-9,
        absolute: 1e-12, "standard error")
      let back = try RestrictedMeanDifference(tables[1], tables[0])
      try requireClose(back.value, -difference.value, absolute: 1e-12, "−Δ")
    }
  }

  /// 95 % intervals of 60 and 90 answers, a fifth of them cut, against the
  /// truth; the planted ones take cut answers as ended.
  @Test func intervalsCoverTheTruthUnderCensoring() throws {
    let laws = (try Geometric(p: 0.02), try Geometric(p: 0.03))
    let cap = 60
    let truth =
      laws.1.restrictedMean(through: cap) - laws.0.restrictedMean(through: cap)
    var (covered, planted) = (0, 0)
    let trials = 300
    for trial in 0..<trials {
      var generator = SplitMix64(seed: UInt64(trial))
      func sample(
        _ law: Geometric, _ count: Int
      ) throws -> (LifeTable, LifeTable) {
        var (table, wrong) = (LifeTable(), LifeTable())
        for _ in 0..<count {
          let length = law.sample(using: &generator)
          let cut = Int.random(in: 20...100, using: &generator)
          try table.record(
            length: min(length, cut),
            ending: length > cut ? .cancelled : .stopped
          )
          try wrong.record(length: min(length, cut), ending: .stopped)
        }
        return (table, wrong)
      }
      let (a, wrongA) = try sample(laws.0, 300)
      let (b, wrongB) = try sample(laws.1, 400)
      if try RestrictedMeanDifference(a, b, through: cap)
        .interval(level: 0.95).contains(truth)
      {
        covered += 1
      }
      if try RestrictedMeanDifference(wrongA, wrongB, through: cap)
        .interval(level: 0.95).contains(truth)
      {
        planted += 1
      }
    }
    #expect(
      covered >= smallestPlausibleCount(trials: trials, probability: 0.93))
    #expect(planted < covered - 20, "\(planted) of \(covered)")
  }

  @Test func nonsenseIsRefused() throws {
    var table = LifeTable()
    #expect(throws: LengthLawError.noAnswers) {
      try RestrictedMeanDifference(table, table)
    }
    try table.record(length: 3, ending: .stopped)
    #expect(throws: LengthLawError.self) {
      try RestrictedMeanDifference(table, table, through: 0)
    }
    #expect(throws: LengthLawError.self) {
      try RestrictedMeanDifference(table, table).interval(level: 1)
    }
  }
}
