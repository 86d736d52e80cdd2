import LengthLaws
import TestSupport
import Testing

@Suite("Moment and minimum-distance fits")
struct OtherFitTests {
  private func table(
    _ law: some LengthDistribution, _ count: Int
  ) throws -> LifeTable {
    var generator = SplitMix64(seed: 3)
    var table = LifeTable()
    for _ in 0..<count {
      try table.record(
        length: law.sample(using: &generator), ending: .stopped)
    }
    return table
  }

  @Test func momentsAreMatched() throws {
    let table = try table(
      NegativeBinomial(meanBeyondFirst: 30, size: 2), 2000)
    let mean = try #require(table.recordedMean)
    let deviation = try #require(table.recordedStandardDeviation)
    let law = try NegativeBinomial.momentFit(table)
    #expect(abs(law.mean - mean) < 1e-9 * mean)
    #expect(abs(law.variance - deviation * deviation) < 1e-6)
    #expect(abs(try Geometric.momentFit(table).mean - mean) < 1e-9)
    #expect(abs(try Poisson.momentFit(table).mean - mean) < 1e-9)
    #expect(abs(try YuleSimon.momentFit(table).mean - mean) < 1e-9)
  }

  @Test func momentsThatNoLawHasAreRefused() throws {
    #expect(throws: FitError.self) {
      try NegativeBinomial.matching(mean: 10, variance: 5)
    }
    for mean in [0.5, 0, -1, Double.nan, .infinity] {
      #expect(throws: FitError.self) {
        try NegativeBinomial.matching(mean: mean, variance: 50)
      }
      #expect(throws: FitError.self) {
        try YuleSimon.matching(mean: mean, variance: 1)
      }
    }
    var capped = LifeTable()
    try capped.record(length: 3, ending: .stopped)
    try capped.record(length: 9, ending: .capped)
    #expect(throws: FitError.allCensored) { try Geometric.momentFit(capped) }
    #expect(throws: FitError.noAnswers) {
      try Geometric.momentFit(LifeTable())
    }
  }

  @Test func theNearestLawIsNearTheTruth() throws {
    let truth = try NegativeBinomial(meanBeyondFirst: 30, size: 2)
    let fit = try Family.negativeBinomial.minimumDistanceFit(
      table(truth, 4000))
    // Dvoretzky–Kiefer–Wolfowitz at 1e-9 for the sample, twice for the fit.
    for length in [5, 15, 30, 60, 100] {
      #expect(
        abs(
          fit.distribution.survival(at: length) - truth.survival(at: length))
          < 0.1)
    }
    #expect(fit.distance < 1e-3)
  }

  @Test func outliersPullLittle() throws {
    var table = try table(Geometric(p: 0.1), 500)
    try table.record(length: 1_000_000, ending: .stopped, count: 5)
    let nearest = try Family.geometric.minimumDistanceFit(table)
    #expect(abs(nearest.distribution.hazard(at: 1) - 0.1) < 0.03)
    // The likelihood follows them.
    #expect(try Geometric.fit(table).distribution.p < 0.001)
  }
}
