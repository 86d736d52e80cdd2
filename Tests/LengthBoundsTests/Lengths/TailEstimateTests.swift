import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Tail estimates")
struct TailEstimateTests {
  @Test func hillAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("hill_estimator")
    let lengths = try #require(oracle.inputs["x"]?.doubles)
    var table = LifeTable()
    for length in lengths {
      try table.record(length: Int(length), ending: .stopped)
    }
    let tail = try #require(table.hillTail(exceedances: 3))
    #expect(
      abs(tail.index - (try #require(oracle.expected.double))) < 1e-12)
    #expect(tail.threshold == 8)
    // Censored: the longest did not end, so two of three did.
    let cut = LifeTable([
      RecordedAnswers(length: 1, ending: .stopped),
      RecordedAnswers(length: 8, ending: .stopped),
      RecordedAnswers(length: 16, ending: .stopped),
      RecordedAnswers(length: 32, ending: .stopped),
      RecordedAnswers(length: 64, ending: .capped),
    ])
    let censored = try #require(cut.hillTail(exceedances: 3))
    #expect(abs(censored.index - tail.index * 3 / 2) < 1e-12)
    #expect(table.hillTail(exceedances: 7) == nil)
  }

  @Test func censoredTailsTakeTheirShareFromKaplanMeier() throws {
    // Cuts before the tail make k/n too small.
    var table = LifeTable()
    for length in 1...20 {
      try table.record(
        length: length, ending: length.isMultiple(of: 3) ? .cancelled : .stopped
      )
    }
    let tail = try #require(table.hillTail(exceedances: 4))
    let curve = try KaplanMeier(table)
    #expect(tail.tailProbability == curve.survival(at: 17))
    #expect(tail.tailProbability > 4.0 / 20)
  }

  @Test func weissmanAgreesWithTheOracle() throws {
    let expected = try #require(
      Reference.oracle("weissman_quantile").expected.double)
    let tail = HillTail(
      index: 0.5, threshold: 1000, exceedances: 500, observations: 10_000)
    let quantile = try #require(tail.quantile(exceededWith: 0.001))
    #expect(abs(quantile - expected) < 1e-9)
    #expect(tail.quantile(exceededWith: 0.1) == nil)
  }

  @Test func peaksOverThresholdAgreeWithTheOracle() throws {
    let oracle = try Reference.oracle("gpd_pot_quantile_and_es_danish")
    let tail = try PeaksOverThreshold(
      threshold: 10, exceedances: 109, observations: 2167,
      shape: try #require(oracle.inputs["xi"]?.double),
      scale: try #require(oracle.inputs["beta"]?.double))
    for (index, level) in [0.999, 0.9999].enumerated() {
      let q = try #require(oracle.expected["q"]?[index]?.double)
      let es = try #require(oracle.expected["ES"]?[index]?.double)
      #expect(abs((tail.quantile(level) ?? .nan) - q) < 2e-5 * q)
      #expect(abs((tail.expectedShortfall(level) ?? .nan) - es) < 2e-5 * es)
    }
  }
}
