import LengthLaws
import TestSupport
import Testing

@Suite("Bootstrapped goodness of fit")
struct GoodnessOfFitTestTests {
  private typealias Kind = DiscreteFitStatistics.Kind

  /// How many p-values lie in each fifth of (0, 1).
  private func fifths(_ values: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: 5)
    for value in values { counts[min(Int(value * 5), 4)] += 1 }
    return counts
  }

  private func isUniform(_ values: [Double]) -> Bool {
    // Ties of a discrete statistic make p a little larger: 0.2 ± 0.03.
    let low = smallestPlausibleCount(trials: values.count, probability: 0.17)
    let high = largestPlausibleCount(trials: values.count, probability: 0.23)
    return fifths(values).allSatisfy { $0 >= low && $0 <= high }
  }

  /// 300 samples of 30 answers, a third of them censored, from a law whose
  /// parameter the test has to estimate.
  ///
  /// The planted test does not fit the
  /// replicates again.
  @Test func pValuesAreUniformUnderTheNull() async throws {
    let law = try Geometric(p: 0.05)
    let kinds: [Kind] = [.kolmogorovSmirnov, .cramerVonMises, .andersonDarling]
    var values = [[Double]](repeating: [], count: kinds.count)
    var planted: [Double] = []
    for trial in 0..<300 {
      let table = LifeTable.simulated(
        from: law, count: 30, censoring: .cap(25), seed: UInt64(trial))
      let bootstrap = Bootstrap(
        replicates: 99, seed: UInt64(trial) + 1_000_000, workers: 2)
      let test = try await GoodnessOfFitTest.run(
        table, family: .geometric, bootstrap: bootstrap)
      #expect(test.failureCount == 0)
      for (index, kind) in kinds.enumerated() {
        values[index].append(test.pValue(kind))
      }
      let fitted = try #require(test.fit).distribution
      let wrong = try await GoodnessOfFitTest.run(
        table, law: fitted, bootstrap: bootstrap)
      planted.append(wrong.pValue(.cramerVonMises))
    }
    for (kind, values) in zip(kinds, values) {
      #expect(isUniform(values), "\(kind): \(fifths(values))")
    }
    #expect(!isUniform(planted), "\(fifths(planted))")
  }

  @Test func aWrongFamilyIsRefused() async throws {
    let law = try NegativeBinomial(meanBeyondFirst: 60, size: 20)
    let table = LifeTable.simulated(from: law, count: 200, seed: 7)
    let bootstrap = Bootstrap(replicates: 99, seed: 7, workers: 2)
    let wrong = try await GoodnessOfFitTest.run(
      table, family: .geometric, bootstrap: bootstrap)
    let right = try await GoodnessOfFitTest.run(
      table, law: law, bootstrap: bootstrap)
    for kind in Kind.allCases {
      #expect(wrong.pValue(kind) == 0.01, "\(kind)")
      #expect(right.pValue(kind) > 0.01, "\(kind)")
    }
  }

  @Test func aFamilyThatCannotBeFittedIsAnError() async throws {
    var table = LifeTable()
    try table.record(length: 5, ending: .capped)
    await #expect(throws: InferenceError.fit(.allCensored)) {
      try await GoodnessOfFitTest.run(
        table, family: .geometric,
        bootstrap: Bootstrap(replicates: 9, seed: 1))
    }
  }
}

@Suite("Probability transform")
struct ProbabilityTransformTests {
  @Test func oneAnswerAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("nonrandomised_pit_single_obs")
    let law = try NegativeBinomial(meanBeyondFirst: 5, size: .infinity)
    var table = LifeTable()
    try table.record(length: 5, ending: .stopped)
    let shares = try ProbabilityTransform(table, under: law)
      .histogram(bins: 10)
    let expected = try #require(oracle.expected["bin_mass"]?.doubles)
    for (share, mass) in zip(shares, expected) {
      #expect(abs(share - mass) < 1e-12)
    }
  }

  @Test func sharesAddUpAndAgreeWithRandomisation() throws {
    property("a histogram has mass 1", cases: 60) { choices in
      let table = choices.lifeTable(1...15)
      let law = try Geometric(p: choices.double(in: 0.01...1))
      let transform = ProbabilityTransform(table, under: law)
      let shares = try transform.histogram(bins: choices.int(1...12))
      try requireClose(shares.reduce(0, +), 1, "mass")
      let residuals = transform.randomised(seed: 4)
      try requireEqual(residuals.count, table.count, "residuals")
      try require(residuals.allSatisfy { $0 >= 0 && $0 <= 1 }, "in 0...1")
    }
  }

  @Test func aCensoredAnswerStandsForAllBeyond() throws {
    var table = LifeTable()
    try table.record(length: 3, ending: .cancelled, count: 50)
    // F(3) = 7/8: the last of eight bins.
    let transform = ProbabilityTransform(table, under: try Geometric(p: 0.5))
    #expect(
      try transform.histogram(bins: 8) == [0, 0, 0, 0, 0, 0, 0, 1])
    #expect(transform.randomised(seed: 1).allSatisfy { $0 > 0.875 })
  }

  /// Residuals of the true law are uniform, censored or not; those of the
  /// planted transform, which takes censored answers as ended, are not.
  @Test func residualsOfTheTruthAreUniform() throws {
    let law = try Geometric(p: 0.1)
    let table = LifeTable.simulated(
      from: law, count: 2000, censoring: .cap(15), seed: 9)
    func isUniform(_ table: LifeTable) -> Bool {
      let residuals = ProbabilityTransform(table, under: law)
        .randomised(seed: 2)
      let low = smallestPlausibleCount(trials: 2000, probability: 0.1)
      let high = largestPlausibleCount(trials: 2000, probability: 0.1)
      return (0..<10).allSatisfy { tenth in
        let count = residuals.count { Int($0 * 10) == tenth }
        return count >= low && count <= high
      }
    }
    #expect(isUniform(table))
    var planted = LifeTable()
    for row in table.rows {
      try planted.record(
        length: row.length, ending: .stopped, count: row.total)
    }
    #expect(!isUniform(planted))
  }
}
