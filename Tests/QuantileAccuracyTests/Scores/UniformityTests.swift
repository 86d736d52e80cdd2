import DecodeStatistics
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Uniformity of residuals")
struct UniformityTests {
  @Test func statisticsAgreeWithTheirDefinitions() throws {
    let test = try UniformityTest([0.05, 0.15, 0.95, 1], bins: 2)
    #expect(test.pearson == 0)
    #expect(abs(test.deviation - 0.45) < 1e-12)
    let uneven = try UniformityTest([0.1, 0.2, 0.3, 0.6], bins: 2)
    #expect(uneven.pearson == 1)
    // P(χ²₁ > 1).
    #expect(abs(uneven.pearsonPValue - 0.317_310_507_862_914) < 1e-12)
    for residuals in [[], [1.1], [-0.1], [Double.nan]] {
      #expect(throws: LengthLawError.self) { try UniformityTest(residuals) }
    }
    #expect(throws: LengthLawError.self) {
      try UniformityTest([0.5], bins: 1)
    }
  }

  /// Forecasts that differ from answer to answer, each of them right; the
  /// planted ones swap two of the three laws.
  @Test func rightForecastsPassAndWrongOnesDoNot() throws {
    let laws = try [0.02, 0.1, 0.5].map { try Geometric(p: $0) }
    var random = SplitMix64(seed: 4)
    var (right, wrong) = (ProbabilityTransform(), ProbabilityTransform())
    for index in 0..<3000 {
      let law = laws[index % 3]
      let length = law.sample(using: &random)
      let cap = 5 + index % 50
      let ending: Ending = length > cap ? .capped : .stopped
      let seen = min(length, cap)
      right.record(length: seen, ending: ending, under: law)
      wrong.record(
        length: seen, ending: ending, under: laws[(index + index % 2) % 3])
    }
    let test = try UniformityTest(right.randomised(seed: 1), bins: 20)
    #expect(test.count == 3000)
    #expect(test.pearsonPValue > 1e-6)
    #expect(test.deviationPValue > 1e-6)
    #expect(try right.averagedPValue(seed: 2) > 1e-6)
    let planted = try UniformityTest(wrong.randomised(seed: 1), bins: 20)
    #expect(planted.pearsonPValue < 1e-9)
    #expect(planted.deviationPValue < 1e-9)
    #expect(try wrong.averagedPValue(seed: 2) < 1e-9)
    #expect(throws: LengthLawError.self) {
      try right.averagedPValue(seed: 1, draws: 0)
    }
  }

  /// P-values of the deviation are valid: among 500 samples of 20, hardly
  /// more than 5 % are below 0.05.
  @Test func deviationPValuesHoldForFewResiduals() throws {
    var random = SplitMix64(seed: 9)
    var small = 0
    for _ in 0..<500 {
      let residuals = (0..<20).map { _ in random.unit() }
      if try UniformityTest(residuals).deviationPValue <= 0.05 { small += 1 }
    }
    #expect(small <= largestPlausibleCount(trials: 500, probability: 0.05))
  }
}
