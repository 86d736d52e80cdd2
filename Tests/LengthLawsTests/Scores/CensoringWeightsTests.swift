import LengthLaws
import TestSupport
import Testing

@Suite("Weights for censored answers")
struct CensoringWeightsTests {
  /// For one law the weighted mean is the expectation under Kaplan–Meier,
  /// exactly: any score, any horizon, ties included.
  @Test func weightedMeansAreKaplanMeierExpectations() {
    property("IPCW means are Kaplan–Meier's", cases: 200) { choices in
      let table = choices.lifeTable(1...15, longest: 20)
      let longest = table.maximum ?? 1
      let horizon = choices.int(1...longest)
      let weights = try CensoringWeights(table, horizon: horizon)
      let estimate = try KaplanMeier(table)
      let scores = choices.array(20...20) { $0.double(in: 0...9) }
      var expected = 0.0
      for k in 1...horizon {
        let mass =
          k < horizon
          ? estimate.survival(at: k) - estimate.survival(at: k + 1)
          : estimate.survival(at: k)
        expected += mass * scores[k - 1]
      }
      try requireClose(
        weights.mean(over: table) { scores[$0 - 1] }, expected,
        relative: 1e-9, absolute: 1e-9, "mean up to \(horizon)")
      try requireClose(
        weights.mean(over: table) { _ in 1 }, 1, relative: 1e-9, "total")
    }
  }

  /// Under random cancellation the weights give the coverage that full data
  /// would have; the planted evaluation counts cancelled answers as stopped.
  @Test func coverageUnderCancellationIsNotFlattered() throws {
    let truth = try Geometric(p: 0.02)
    var cuts = LifeTable()
    for k in 1...200 { try cuts.record(length: k, ending: .cancelled) }
    let table = LifeTable.simulated(
      from: truth, count: 20_000, censoring: .asObserved(in: cuts), seed: 3)
    #expect(table.censoredCount > 4000)
    // The 0.7-quantile held against a nominal 0.8: too low by design.
    let tooLow = truth.quantile(0.7)
    let weights = try CensoringWeights(table, horizon: tooLow + 1)
    let coverage = weights.mean(over: table) { $0 <= tooLow ? 1 : 0 }
    #expect(abs(coverage - 0.7) < 0.03, "\(coverage)")
    var planted = 0
    for row in table.rows where row.length <= tooLow { planted += row.total }
    #expect(Double(planted) / Double(table.count) > 0.78)
  }

  @Test func answersNotKnownWeighNothing() throws {
    var table = LifeTable()
    try table.record(length: 3, ending: .cancelled)
    try table.record(length: 5, ending: .stopped)
    let weights = try CensoringWeights(table)
    #expect(weights.horizon == 5)
    #expect(weights.weight(ofLength: 3, ending: .cancelled) == 0)
    #expect(weights.weight(ofLength: 2, ending: .stopped) == 1)
    #expect(weights.weight(ofLength: 5, ending: .stopped) == 2)
    // At a horizon of 4 "longer than 3" is all there is to know.
    let near = try CensoringWeights(table, horizon: 4)
    #expect(near.weight(ofLength: 3, ending: .cancelled) == 1)
    #expect(near.outcome(ofLength: 3, ending: .cancelled) == 4)
    for horizon in [Int.min, 0, 6, Int.max] {
      #expect(throws: LengthLawError.self) {
        try CensoringWeights(table, horizon: horizon)
      }
    }
    #expect(throws: LengthLawError.self) { try CensoringWeights(LifeTable()) }
  }
}
