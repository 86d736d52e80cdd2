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
  @Test func pValuesAreUniformUnderTheNull() throws {
    let law = try Geometric(p: 0.05)
    var values = [[Double]](repeating: [], count: Kind.allCases.count)
    var planted: [Double] = []
    var covered = 0
    for trial in 0..<300 {
      let table = LifeTable.simulated(
        from: law, count: 30, censoring: .cap(25), seed: UInt64(trial))
      let test = try GoodnessOfFitTest(
        table, family: .geometric, replicates: 99,
        seed: UInt64(trial) + 1_000_000)
      #expect(test.failureCount == 0)
      for (index, kind) in Kind.allCases.enumerated() {
        values[index].append(test.pValue(kind))
      }
      let mean = try test.interval(level: 0.9, of: \.mean)
      if mean.contains(20) { covered += 1 }
      let fitted = test.fit.distribution
      let exceeding = try (0..<99).count {
        try DiscreteFitStatistics(
          table.replicate(of: fitted, index: $0, seed: UInt64(trial)),
          against: fitted
        ).cramerVonMises >= test.statistics.cramerVonMises
      }
      planted.append(Double(1 + exceeding) / 100)
    }
    for (kind, values) in zip(Kind.allCases, values) {
      #expect(isUniform(values), "\(kind): \(fifths(values))")
    }
    #expect(!isUniform(planted), "\(fifths(planted))")
    // Nominally 0.9; percentiles of 30 skewed answers reach a little less.
    #expect(
      covered >= smallestPlausibleCount(trials: 300, probability: 0.85)
        && covered <= largestPlausibleCount(trials: 300, probability: 0.95))
  }

  @Test func aWrongFamilyIsRefused() throws {
    let law = try NegativeBinomial(meanBeyondFirst: 60, size: 20)
    let table = LifeTable.simulated(from: law, count: 200, seed: 7)
    let wrong = try GoodnessOfFitTest(
      table, family: .geometric, replicates: 99, seed: 7)
    let right = try GoodnessOfFitTest(
      table, family: .negativeBinomial, replicates: 99, seed: 7)
    for kind in Kind.allCases {
      #expect(wrong.pValue(kind) == 0.01, "\(kind)")
      #expect(right.pValue(kind) > 0.01, "\(kind)")
    }
  }

  /// The definitions, length by length.
  @Test func statisticsAreThoseOfTheDefinition() {
    property("D, W² and A² by their sums", cases: 60) { choices in
      let table = choices.lifeTable(1...12)
      guard let longest = table.maximum else { return }
      let curve = try KaplanMeier(table)
      let law = try Geometric(p: choices.double(in: 0.02...0.9))
      var (largest, square, weighted) = (0.0, 0.0, 0.0)
      for k in 1...longest {
        // F̂ − F as S − Ŝ, and 1 − F as S: in the tail F is nearly 1.
        let survival = law.survival(at: k + 1)
        let gap = survival - curve.survival(at: k + 1)
        largest = max(largest, abs(gap))
        square += gap * gap * law.mass(at: k)
        if survival > 0, survival < 1 {
          weighted +=
            gap * gap * law.mass(at: k) / survival / (1 - survival)
        }
      }
      let n = Double(table.count)
      let found = try DiscreteFitStatistics(table, against: law)
      for (kind, value) in zip(
        Kind.allCases, [largest, n * square, n * weighted])
      {
        try requireClose(
          found[kind], value, relative: 1e-6, absolute: 1e-12, "\(kind)")
      }
    }
  }

  @Test func aFamilyThatCannotBeFittedIsAnError() throws {
    var table = LifeTable()
    try table.record(length: 5, ending: .capped)
    #expect(throws: LengthLawError.allCensored) {
      try GoodnessOfFitTest(table, family: .geometric, replicates: 9)
    }
    try table.record(length: 3, ending: .stopped)
    #expect(throws: LengthLawError.self) {
      try GoodnessOfFitTest(table, family: .geometric, replicates: 0)
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
