import DecodeStatistics
import TestSupport
import Testing

struct LengthDistributionLawsTests {
  @Test(arguments: PlantedLaw.Shape.allCases)
  func lawsWithoutFaultPass(_ shape: PlantedLaw.Shape) throws {
    for limit in [1, 2, 50, 200, 1000] {
      try checkLengthDistribution(
        PlantedLaw(shape: shape), name: "\(shape)", through: limit)
    }
  }

  @Test(arguments: PlantedLaw.Fault.allCases)
  func everyFaultIsCaught(_ fault: PlantedLaw.Fault) {
    let law = PlantedLaw(fault: fault)
    #expect(throws: Falsified.self) {
      try checkLengthDistribution(law, name: "\(fault)")
    }
  }

  @Test(arguments: [
    (PlantedLaw.Fault.massWrongAtOneLength, "P(N = 7)"),
    (.massTooSmallInTheTail, "P(N = 130)"),
    (.survivalIncreases, "survival should not increase"),
    (.survivalBelowOneAtTheStart, "log S(1)"),
    (.massAtZero, "log P(N = 0)"),
    (.survivalApartFromItsLogarithm, "survival at 12"),
    (.curveDiffersAtOnePlace, "at 38"),
    (.curveTooShort, "size of a survival curve"),
    (.quantileTooLarge, "too large"),
    (.quantileTooSmall, "too small"),
    (.quantileDecreases, "should not decrease"),
    (.quantileInfinite, "should be finite"),
    (.meanTooLarge, "the mean should be in"),
    (.meanTooSmall, "the mean should be in"),
    (.meanInfinite, "but is infinite"),
    (.varianceWrong, "variance plus squared mean"),
    (.varianceInfinite, "but is infinite"),
    (.samplerBiased, "samples"),
    (.samplerImpossible, "a sample should be positive"),
  ])
  func theFailureNamesTheFault(_ fault: PlantedLaw.Fault, _ part: String) {
    var failure = ""
    do throws(Falsified) {
      try checkLengthDistribution(PlantedLaw(fault: fault), name: "planted")
    } catch {
      failure = error.description
    }
    #expect(failure.hasPrefix("planted: "))
    #expect(failure.contains(part), "\(failure)")
  }

  @Test func aMeanOfADefectiveLawIsCaught() {
    #expect(throws: Falsified.self) {
      try checkLengthDistribution(
        ClaimedMean(base: PlantedLaw(shape: .defective), mean: 100),
        name: "defective")
    }
  }

  @Test func aWrongMeanOfAHeavyTailIsCaught() {
    for mean in [2.4, 2.8, .infinity, .nan] {
      #expect(throws: Falsified.self) {
        try checkLengthDistribution(
          ClaimedMean(base: PlantedLaw(shape: .heavy), mean: mean),
          name: "heavy", samples: 0)
      }
    }
  }

  @Test func withoutSamplesABiasedSamplerPasses() throws {
    try checkLengthDistribution(
      PlantedLaw(fault: .samplerBiased), name: "unsampled", samples: 0)
  }

  @Test func theCheckerWorksWithinAProperty() {
    let found = counterexample(to: "laws hold", cases: 3, environment: [:]) {
      let fault = $0.element(of: PlantedLaw.Fault.allCases)
      try checkLengthDistribution(PlantedLaw(fault: fault), name: "\(fault)")
    }
    #expect(found?.failure.hasPrefix("massWrongAtOneLength") == true)
  }
}

/// Another law, with a mean of its own.
private struct ClaimedMean: LengthDistribution {
  var base: PlantedLaw
  var mean: Double

  var variance: Double { mean < .infinity ? base.variance : .nan }
  func logMass(at length: Int) -> Double { base.logMass(at: length) }
  func logSurvival(at length: Int) -> Double { base.logSurvival(at: length) }
}
