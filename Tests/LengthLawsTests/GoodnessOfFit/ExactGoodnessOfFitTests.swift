import LengthLaws
import TestSupport
import Testing

@Suite("Exact goodness of fit")
struct ExactGoodnessOfFitTests {
  private typealias Kind = DiscreteFitStatistics.Kind

  @Test func enumerationAndMarkovChainAgree() throws {
    let law = try NegativeBinomial(meanBeyondFirst: 1.2, size: 2)
    for seed in 0..<12 {
      // At a cap of 7 and a mass beyond of 0.01, D is attained below it.
      let table = LifeTable.simulated(
        from: law, count: 8, censoring: .cap(7), seed: UInt64(seed))
      let statistic = try DiscreteFitStatistics(
        table, against: law, through: 7
      ).kolmogorovSmirnov
      let enumerated = try ExactGoodnessOfFit.pValue(
        .kolmogorovSmirnov, table, against: law, cap: 7)
      let chained = try ExactGoodnessOfFit.kolmogorovSmirnov(
        statistic, count: 8, law: law)
      // Beyond the cap the enumeration sees no gap; the chain does, but none
      // so large can lie there.
      #expect(abs(enumerated - chained) < 1e-9, "\(statistic)")
    }
  }

  /// By enumeration in fractions.
  @Test func smallSamplesAgreeWithFractions() throws {
    let law = try Geometric(p: 0.5)
    var table = LifeTable()
    try table.record(length: 1, ending: .stopped, count: 4)
    let statistics = try DiscreteFitStatistics(table, against: law, through: 3)
    #expect(statistics.kolmogorovSmirnov == 0.5)
    #expect(abs(statistics.cramerVonMises - 73 / 128) < 1e-14)
    #expect(abs(statistics.andersonDarling - 101 / 42) < 1e-14)
    let expected: [(Kind, Double)] = [
      (.kolmogorovSmirnov, 5 / 32), (.cramerVonMises, 29 / 256),
      (.andersonDarling, 1 / 8),
    ]
    for (kind, p) in expected {
      let value = try ExactGoodnessOfFit.pValue(
        kind, table, against: law, cap: 3)
      #expect(abs(value - p) < 1e-13, "\(kind)")
    }
    // An ordinary sample, with an answer beyond the cap.
    var other = LifeTable()
    try other.record(length: 1, ending: .stopped, count: 2)
    try other.record(length: 3, ending: .stopped)
    try other.record(length: 3, ending: .capped)
    for (kind, _) in expected {
      let value = try ExactGoodnessOfFit.pValue(
        kind, other, against: law, cap: 3)
      #expect(abs(value - 13 / 16) < 1e-13, "\(kind)")
    }
  }

  /// Under the null P(p ≤ α) ≤ α, also with ties; the planted p-value counts
  /// only what exceeds the statistic.
  @Test func exactPValuesAreValid() throws {
    let law = try Geometric(p: 0.9)
    let trials = 400
    var (exact, planted) = ([Double](), [Double]())
    for trial in 0..<trials {
      let table = LifeTable.simulated(
        from: law, count: 6, seed: UInt64(trial))
      let statistic = try DiscreteFitStatistics(table, against: law)
        .kolmogorovSmirnov
      let p = try ExactGoodnessOfFit.kolmogorovSmirnov(
        statistic, count: 6, law: law)
      let above = try ExactGoodnessOfFit.kolmogorovSmirnov(
        statistic + 1e-9, count: 6, law: law)
      exact.append(p)
      planted.append(above)
    }
    func isValid(_ values: [Double]) -> Bool {
      stride(from: 0.05, to: 1, by: 0.05).allSatisfy { level in
        values.count { $0 <= level }
          <= largestPlausibleCount(trials: trials, probability: level)
      }
    }
    #expect(isValid(exact))
    #expect(!isValid(planted))
  }

  @Test func impossibleRequestsAreRefused() throws {
    let law = try Geometric(p: 0.1)
    let table = LifeTable.simulated(
      from: law, count: 100, censoring: .cap(20), seed: 1)
    #expect(throws: InferenceError.self) {
      try ExactGoodnessOfFit.pValue(
        .andersonDarling, table, against: law, cap: 20)
    }
    #expect(throws: InferenceError.self) {
      try ExactGoodnessOfFit.pValue(
        .andersonDarling, table, against: law, cap: 30)
    }
    #expect(throws: InferenceError.self) {
      try ExactGoodnessOfFit.kolmogorovSmirnov(0.1, count: 2000, law: law)
    }
  }
}
