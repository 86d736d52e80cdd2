import DecodeStatistics
import RealModule
import TestSupport
import Testing

@Suite("Bounds against oracles, and their plan")
struct BoundPlanTests {
  @Test func wilksTablesAreMet() throws {
    for row in try #require(
      Reference.oracle("wilks_one_sided_sample_sizes").expected.array)
    {
      let level = try #require(row[0]?.string.flatMap(Double.init))
      let confidence = try #require(row[1]?.string.flatMap(Double.init))
      #expect(
        try BinomialRank.requiredObservations(
          level: level, confidence: confidence,
          order: try #require(row[2]?.int)) == row[3]?.int)
    }
    let twoSided = try [0.9, 0.95, 0.99].map {
      try BinomialRank.requiredObservations(
        level: $0, confidence: 0.95, order: 2)
    }
    let expected = try Reference.oracle("wilks_two_sided_first_order").expected
    #expect(twoSided == expected.array?.compactMap(\.int))
  }

  @Test func theUniformBandIsThatOfMassart() throws {
    let expected = try Reference.oracle("dkw_massart").expected
    #expect(
      try RankBound.requiredObservations(
        .dkwBand, level: 0.95, confidence: 0.95)
        == expected["min_n_finite_upper_bound"]?["q=.95,d=.05"]?.int)
    #expect(
      try RankBound.requiredObservations(
        .dkwBand, level: 0.99, confidence: 0.95)
        == expected["min_n_finite_upper_bound"]?["q=.99,d=.05"]?.int)
    var table = LifeTable()
    try table.record(length: 3, ending: .stopped, count: 1000)
    let band = try SurvivalBand(table, confidence: 0.99, method: .dkw)
    let margin = try #require(expected["one"]?.array?[2].double)
    #expect(abs(band.upper(after: 3) - margin) < 1e-12)
  }

  @Test func meanBoundsAgreeWithTheOracles() throws {
    let latency = try ConstantLatency(secondsPerToken: 1)
    var table = LifeTable()
    for length in 1...4 { try table.record(length: length, ending: .stopped) }
    let anderson = try table.meanBound(
      latency: latency, cap: 10, confidence: 0.95, method: .band(.dkw))
    let oracle = try Reference.oracle("anderson_dkw_mean_upper_bound").expected
    #expect(
      abs(anderson.value - (try #require(oracle["upper"]?.double))) < 1e-12)
    let bernstein = MeanBound.empiricalBernstein(
      mean: 0.25, variance: 0.02, count: 8, range: 1, confidence: 0.95)
    let expected = try Reference.oracle("maurer_pontil_empirical_bernstein")
      .expected
    #expect(abs(bernstein - (try #require(expected.double))) < 1e-10)
  }

  /// An answer that was cut may have reached the cap, so it counts as if.
  @Test func cutAnswersReachTheCapInABoundOfTheMean() throws {
    let latency = try ConstantLatency(secondsPerToken: 1)
    var (cut, full) = (LifeTable(), LifeTable())
    for length in 1...40 {
      try cut.record(length: length, ending: .stopped)
      try full.record(length: length, ending: .stopped)
    }
    try cut.record(length: 7, ending: .cancelled, count: 12)
    try full.record(length: 100, ending: .stopped, count: 12)
    for method in [
      MeanBound.Method.empiricalBernstein, .band(.dkw),
      .band(.equalLocalLevels),
    ] {
      let values = try [cut, full].map {
        try $0.meanBound(
          latency: latency, cap: 100, confidence: 0.9, method: method
        ).value
      }
      #expect(abs(values[0] - values[1]) < 1e-9, "\(method)")
    }
  }

  @Test func discreteAnswersAreCoveredMoreOften() throws {
    // P(the longest of 59 ≥ 9) for a geometric law with p = 0.3.
    let expected = try Reference.oracle(
      "discrete_data_makes_order_stat_bound_conservative"
    ).expected
    let law = try Geometric(p: 0.3)
    let below = 1 - law.survival(at: 9)
    #expect(
      abs(
        -Double.expMinusOne(59 * Double.log(below))
          - (try #require(expected["coverage"]?.double))) < 1e-12)
  }

  @Test func uncensoredBetaProductsAreOrderStatistics() {
    property("without censoring both bounds agree", cases: 100) { choices in
      var table = LifeTable()
      for answer in choices.answers(1...30, longest: 30, endings: [.stopped]) {
        try table.record(
          length: answer.length, ending: .stopped, count: answer.count + 1)
      }
      let level = choices.element(of: [0.5, 0.8, 0.9, 0.95])
      let confidence = choices.element(of: [0.5, 0.8, 0.95])
      try requireEqual(
        try table.betaProductBound(level: level, confidence: confidence).limit,
        try table.orderStatisticBound(level: level, confidence: confidence)
          .limit, "the limit")
    }
  }

  @Test func boundsRiseWithLevelAndConfidence() {
    property("bounds rise with level and confidence", cases: 60) { choices in
      let table = choices.lifeTable(1...30, longest: 30)
      guard !table.isEmpty else { return }
      for method in Bound.Method.rankMethods {
        func bound(_ level: Double, _ confidence: Double) throws -> Int {
          switch method {
          case .betaProduct:
            try table.betaProductBound(level: level, confidence: confidence)
              .limit.tokens ?? .max
          default:
            try RankBound.rank(
              method, observations: table.count, level: level,
              confidence: confidence) ?? .max
          }
        }
        let base = try bound(0.6, 0.7)
        try require(try bound(0.8, 0.7) >= base, "\(method) by level")
        try require(try bound(0.6, 0.95) >= base, "\(method) by confidence")
      }
    }
  }

  @Test func theTightestPromisesLeast() throws {
    let plan = try BoundPlan(observations: 1000, level: 0.95, confidence: 0.95)
    #expect(plan.tightest?.method == .orderStatistic)
    #expect(plan.entries.allSatisfy { $0.rank != nil })
    #expect(
      plan.entries.map(\.method) == [
        .conformal, .orderStatistic, .anytime, .equalLocalLevelBand, .dkwBand,
      ])
    for entry in plan.entries where entry.method != .conformal {
      #expect(try #require(entry.coverage) >= 0.95)
    }
    let few = try BoundPlan(observations: 58, level: 0.95, confidence: 0.95)
    #expect(few.tightest == nil)
    #expect(few.entries[1].requiredObservations == 59)
    let capped = try BoundPlan(
      observations: 1000, level: 0.95, confidence: 0.95, cappedShare: 0.1)
    #expect(capped.tightest == nil)
    for entry in few.entries {
      let n = entry.requiredObservations
      #expect(
        try RankBound.rank(
          entry.method, observations: n, level: 0.95, confidence: 0.95) != nil)
      #expect(
        try RankBound.rank(
          entry.method, observations: n - 1, level: 0.95, confidence: 0.95)
          == nil)
    }
  }

  @Test func nonsenseIsRefused() throws {
    #expect(throws: BoundError.self) {
      try BoundPlan(observations: 0, level: 0.9, confidence: 0.9)
    }
    #expect(throws: BoundError.self) {
      try BoundPlan(
        observations: 9, level: 0.9, confidence: 0.9, cappedShare: 1)
    }
    let table = LifeTable()
    #expect(throws: BoundError.noAnswers) {
      try SurvivalBand(table, confidence: 0.9, method: .dkw)
    }
    #expect(throws: BoundError.noAnswers) {
      try table.anytimeBound(level: 0.9, confidence: 0.9)
    }
    var one = LifeTable()
    try one.record(length: 2, ending: .stopped)
    #expect(throws: BoundError.confidenceBelowHalf(0.4)) {
      try one.bandBound(.dkw, level: 0.9, confidence: 0.4)
    }
    let latency = try ConstantLatency(secondsPerToken: 1)
    for cap in [0, .max] {
      #expect(throws: BoundError.self) {
        try one.meanBound(latency: latency, cap: cap, confidence: 0.9)
      }
    }
  }
}

extension Bound.Method {
  fileprivate static var rankMethods: [Bound.Method] {
    RankBound.methods.filter { $0 != .conformal } + [.betaProduct]
  }
}
