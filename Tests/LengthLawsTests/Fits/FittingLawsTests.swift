import LengthLaws
import TestSupport
import Testing

@Suite("Laws of maximum likelihood")
struct FittingLawsTests {
  /// A table with enough spread for every family, some of it censored.
  private func table(_ choices: inout Choices) throws -> LifeTable {
    var table = LifeTable()
    for length in [1, 4, 9] {
      try table.record(
        length: length + choices.int(0...30), ending: .stopped,
        count: 1 + choices.int(0...20))
    }
    for answer in choices.answers(0...15, longest: 60) {
      try table.record(
        length: answer.length, ending: answer.ending, count: answer.count)
    }
    return table
  }

  @Test(arguments: Family.allCases)
  func noNeighbourIsMoreLikely(_ family: Family) {
    property("\(family) fits are maxima", cases: 40) { choices in
      let table = try table(&choices)
      guard let fit = try? family.fit(table), fit.boundary == nil else {
        return
      }
      let values = fit.parameters.map(\.value)
      for index in values.indices {
        for factor in [0.999, 1.001] {
          var moved = values
          moved[index] *= factor
          guard let law = try? family.distribution(moved) else { continue }
          try require(
            law.logLikelihood(of: table)
              <= fit.logLikelihood + 1e-9 * abs(fit.logLikelihood),
            "\(moved) is more likely than \(values)")
        }
      }
    }
  }

  @Test(arguments: Family.allCases)
  func aTenfoldTableHasTheSameFit(_ family: Family) {
    property("\(family) fits depend on shares alone", cases: 25) { choices in
      let table = try table(&choices)
      var tenfold = LifeTable()
      for _ in 0..<10 { tenfold += table }
      guard let one = try? family.fit(table), one.boundary == nil else {
        return
      }
      let ten = try family.fit(tenfold)
      for (a, b) in zip(one.parameters, ten.parameters) {
        try requireClose(b.value, a.value, relative: 1e-7, a.name)
        let (small, large) = (a.standardError ?? 0, b.standardError ?? 0)
        try requireClose(
          large * 10.0.squareRoot(), small, relative: 1e-5,
          "standard error of \(a.name)")
      }
    }
  }

  @Test func parametersAreRecovered() throws {
    var generator = SplitMix64(seed: 11)
    let law = try NegativeBinomial(meanBeyondFirst: 40, size: 1.5)
    var table = LifeTable()
    for _ in 0..<4000 {
      let length = law.sample(using: &generator)
      try table.record(
        length: min(length, 90), ending: length > 90 ? .capped : .stopped)
    }
    let fit = try NegativeBinomial.fit(table)
    for (parameter, truth) in zip(fit.parameters, [40, 1.5]) {
      let error = try #require(parameter.standardError)
      #expect(abs(parameter.value - truth) < 6 * error)
    }
    // The planted bug: taking capped answers for stopped ones is caught.
    var wrong = LifeTable()
    for row in table.rows {
      try wrong.record(length: row.length, ending: .stopped, count: row.total)
    }
    let biased = try NegativeBinomial.fit(wrong).parameters[0]
    #expect(abs(biased.value - 40) > 6 * (try #require(biased.standardError)))
  }

  @Test func hopelessTablesAreRefused() throws {
    let empty = LifeTable()
    var censored = LifeTable()
    try censored.record(length: 5, ending: .capped, count: 7)
    var constant = LifeTable()
    try constant.record(length: 1, ending: .stopped, count: 7)
    for family in Family.allCases {
      #expect(throws: LengthLawError.noAnswers) { try family.fit(empty) }
      #expect(throws: LengthLawError.allCensored) { try family.fit(censored) }
    }
    #expect(throws: LengthLawError.oneDistinctLength(1)) {
      try NegativeBinomial.fit(constant)
    }
    #expect(throws: LengthLawError.oneDistinctLength(1)) {
      try DiscreteLogNormal.fit(constant)
    }
    #expect(try Geometric.fit(constant).boundary == .certainStop)
  }

  @Test func costDoesNotGrowWithTheAnswers() throws {
    var table = LifeTable()
    for (length, count) in [(3, 5), (17, 9), (40, 20), (100, 10)] {
      try table.record(
        length: length, ending: .stopped, count: count * 10_000_000_000)
    }
    let fit = try NegativeBinomial.fit(table)
    #expect(fit.observations == 440_000_000_000)
  }
}
