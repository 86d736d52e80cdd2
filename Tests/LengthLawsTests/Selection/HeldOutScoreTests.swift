import LengthLaws
import TestSupport
import Testing

@Suite("Scores out of sample")
struct HeldOutScoreTests {
  @Test func crpsOfAGeometricAgreesWithTheClosedForm() throws {
    let oracle = try Reference.oracle("crps_geometric_closed_form")
    let rows = try #require(oracle.expected.array)
    #expect(rows.count == 4)
    for row in rows {
      let law = try Geometric(p: try #require(row[0]?.double))
      let length = Int(try #require(row[1]?.double))
      let crps = DiscreteCRPS(law, through: length)
      #expect(
        abs(crps.score(ofLength: length) - (try #require(row[2]?.double)))
          < 1e-9)
    }
  }

  @Test func crpsOfAPoissonAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("crps_poisson")
    for row in try #require(oracle.expected.array) {
      let y = try #require(row[1]?.double)
      guard y >= 0 else { continue }
      let law = try NegativeBinomial(
        meanBeyondFirst: try #require(row[0]?.double), size: .infinity)
      let crps = DiscreteCRPS(law, through: Int(y) + 1)
      #expect(
        abs(crps.score(ofLength: Int(y) + 1) - (try #require(row[2]?.double)))
          < 1e-8)
    }
  }

  @Test func restrictedScoresGrowToTheFullOnes() throws {
    property("Σ_{k≤c} F² is what is known at c", cases: 60) { choices in
      let law = try Geometric(p: choices.double(in: 0.05...0.9))
      let crps = DiscreteCRPS(law, through: 40)
      let c = choices.int(0...200)
      var sum = 0.0
      for k in stride(from: 1, through: c, by: 1) {
        let reached = 1 - law.survival(at: k + 1)
        sum += reached * reached
      }
      try requireClose(
        crps.restrictedScore(censoredAt: c), sum, relative: 1e-9,
        absolute: 1e-12, "restricted at \(c)")
      // An answer of length c + 1 matches the law up to c all the same.
      try require(
        crps.score(ofLength: c + 1) >= crps.restrictedScore(censoredAt: c),
        "the full score is at least as large")
    }
  }

  @Test func foldsAddUpToTheTable() {
    property("splitting loses nothing", cases: 60) { choices in
      let table = choices.lifeTable(1...20)
      let folds = choices.int(2...6)
      let parts = try CrossValidation(
        folds: folds, seed: UInt64(choices.int(0...9))
      ).split(table)
      try requireEqual(parts.count, folds, "folds")
      try requireEqual(parts.reduce(LifeTable(), +), table, "sum")
    }
  }

  /// Fitted laws are scored worse than the truth on new answers, and better
  /// where they have seen them: the planted score trains on every fold.
  @Test func heldOutScoresAreNotFlattering() throws {
    let truth = try NegativeBinomial(meanBeyondFirst: 10, size: 2)
    var (honest, planted) = (0.0, 0.0)
    for seed in 0..<60 {
      let table = LifeTable.simulated(
        from: truth, count: 40, seed: UInt64(seed))
      let validation = CrossValidation(folds: 5, seed: UInt64(seed))
      let ideal = try validation.score(table) { _ in truth }
      #expect(ideal.count == 40)
      #expect(ideal.restrictedCount == 0)
      let fitted = try validation.score(table, family: .negativeBinomial)
      let whole = try Family.negativeBinomial.fit(table).distribution
      let seen = try validation.score(table) { _ in whole }
      honest += fitted.logScore - ideal.logScore
      planted += seen.logScore - ideal.logScore
    }
    #expect(honest > 0)
    #expect(planted < 0)
  }

  @Test func theTruthScoresBest() throws {
    let truth = try NegativeBinomial(meanBeyondFirst: 20, size: 4)
    let table = LifeTable.simulated(
      from: truth, count: 3000, censoring: .cap(30), seed: 5)
    let validation = CrossValidation(folds: 4, seed: 1)
    let right = try validation.score(table, family: .negativeBinomial)
    let wrong = try validation.score(table, family: .geometric)
    #expect(right.restrictedCount == table.censoredCount)
    #expect(right.logScore < wrong.logScore)
    #expect(right.crps < wrong.crps)
    #expect(
      right == (try validation.score(table, family: .negativeBinomial)))
    #expect(throws: LengthLawError.self) {
      try CrossValidation(folds: 1, seed: 1).score(table, family: .geometric)
    }
    #expect(throws: LengthLawError.noAnswers) {
      try validation.score(LifeTable(), family: .geometric)
    }
  }
}
