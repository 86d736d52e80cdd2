import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Binomial proportions")
struct BinomialProportionTests {
  @Test func clopperPearsonAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("clopper_pearson")
    let interval = try BinomialProportion(successes: 57, trials: 1043)
      .clopperPearson(confidence: 0.95)
    let expected = try #require(oracle.expected["ci"]?.doubles)
    #expect(abs(interval.lower - expected[0]) < 1e-9)
    #expect(abs((interval.upper ?? 0) - expected[1]) < 1e-9)
    #expect(interval.method == .clopperPearson)
    let zero = try BinomialProportion(successes: 0, trials: 59)
    let bound = try #require(oracle.expected["zero_of_59"]?.double)
    #expect(abs((try zero.upperBound(confidence: 0.95)) - bound) < 1e-9)
    #expect(try zero.lowerBound(confidence: 0.95) == 0)
  }

  @Test func failureBudgetsAgreeWithTheOracle() throws {
    let oracle = try Reference.oracle("coverage_test_failure_budget")
    for row in try #require(oracle.expected.array) {
      let row = try #require(row.doubles)
      let budget = try BinomialProportion.largestPlausibleCount(
        trials: Int(row[0]), probability: row[1], falseAlarm: row[2])
      #expect(budget == Int(row[3]))
    }
  }

  /// Coverage by enumeration.
  ///
  /// The interval misses the truth with at most (1 − confidence)/2 on each
  /// side, for every p. The planted interval, of
  /// confidence 0.8, does not.
  @Test func clopperPearsonCoversWhateverTheTruth() {
    func failure(confidence: Double) -> Counterexample? {
      counterexample(to: "coverage is exact", cases: 150) { choices in
        let n = choices.int(1...30)
        let p = choices.unit()
        let law = BinomialTail(trials: n, probability: p)
        var (above, below) = (0.0, 0.0)
        for x in 0...n {
          let mass = law.probability(below: x + 1) - law.probability(below: x)
          let interval = try BinomialProportion(successes: x, trials: n)
            .clopperPearson(confidence: confidence)
          if interval.lower > p { above += mass }
          if interval.upper ?? 1 < p { below += mass }
        }
        try require(above <= 0.05 + 1e-9 && below <= 0.05 + 1e-9, "n \(n)")
      }
    }
    #expect(failure(confidence: 0.9) == nil)
    #expect(failure(confidence: 0.8) != nil)
  }

  @Test func bandsAgreeWithEnumeration() {
    property("bands are exact", cases: 100) { choices in
      let n = choices.int(1...300)
      let p = choices.double(in: 0.001...0.999)
      let falseAlarm = choices.element(of: [0.01, 0.1, 1e-6])
      let law = BinomialTail(trials: n, probability: p)
      let band = try BinomialProportion.binomialBand(
        trials: n, probability: p, falseAlarm: falseAlarm)
      try requireEqual(
        band.upperBound,
        law.largestPlausibleCount(falseAlarm: falseAlarm / 2), "upper")
      try requireEqual(
        band.lowerBound,
        law.smallestPlausibleCount(falseAlarm: falseAlarm / 2), "lower")
      let x = choices.int(0...n)
      let proportion = try BinomialProportion(successes: x, trials: n)
      let interval = try proportion.clopperPearson(confidence: 0.9)
      let pValue = try proportion.pValue(probability: p)
      guard abs(pValue - 0.1) > 1e-6 else { return }
      try requireEqual(
        interval.contains(p), pValue > 0.1, "interval and test agree")
    }
  }

  @Test func extremesAreTotal() throws {
    for probability in [0.0, 1] {
      let band = try BinomialProportion.binomialBand(
        trials: 10, probability: probability, falseAlarm: 0.01)
      #expect(band == Int(probability) * 10...Int(probability) * 10)
    }
    let huge = try BinomialProportion(successes: 1 << 52, trials: 1 << 53)
      .clopperPearson(confidence: 0.99)
    #expect(huge.lower < 0.5 && huge.upper ?? 0 > 0.5)
    for (successes, trials) in [
      (1, 0), (-1, 5), (6, 5), (0, 0), (0, Int.max), (Int.min, 1),
    ] {
      #expect(throws: LengthLawError.self) {
        try BinomialProportion(successes: successes, trials: trials)
      }
    }
    let one = try BinomialProportion(successes: 1, trials: 1)
    for confidence in [0, 1, -1, 2, Double.nan] {
      #expect(throws: LengthLawError.self) {
        try one.clopperPearson(confidence: confidence)
      }
    }
    #expect(throws: LengthLawError.self) { try one.pValue(probability: .nan) }
    #expect(try one.upperBound(confidence: 0.9) == 1)
  }
}
