import Foundation
import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Kaplan–Meier inference")
struct KaplanMeierInferenceTests {
  private func inference(_ name: String) throws -> KaplanMeierInference {
    try KaplanMeierInference(Reference.fit(name).data.lifeTable())
  }

  @Test func lungQuantileIntervalsAgreeWithSurvfit() throws {
    let lung = try Reference.fit("lung_km_rmst")
    let inference = try KaplanMeierInference(lung.data.lifeTable())
    let intervals = try #require(lung.expected.entry["quantile_ci95"])
    let methods: [(String, ConfidenceInterval.Method)] = [
      ("log", .log), ("log-log", .logLog), ("plain", .plain),
    ]
    var compared = 0
    for (name, method) in methods {
      for level in ["0.1", "0.25", "0.5", "0.75"] {
        guard let ends = intervals[name]?[level]?.doubles else { continue }
        let interval = try inference.quantileInterval(
          try #require(Double(level)), level: 0.95, method: method)
        #expect(interval.lower == ends[0], "\(name) \(level)")
        #expect(interval.upper == ends[1], "\(name) \(level)")
        compared += 1
      }
    }
    #expect(compared == 9)
  }

  @Test func theUpperEndOfAMedianMayBeOpen() throws {
    let interval = try inference("gehan_kaplan_meier")
      .quantileInterval(0.5, level: 0.95, method: .log)
    #expect(interval.lower == 16)
    #expect(interval.upper == nil)
  }

  /// Times there are years, of 365.25 days; ten of them end half a day in.
  @Test func restrictedMeanOfHalfADayAgreesWithSurvfit() throws {
    let curve = try inference("pbc_rmst_arm2").estimate
    let (below, above) = (
      curve.restrictedMeanEstimate(through: 3652),
      curve.restrictedMeanEstimate(through: 3653)
    )
    let value = (below.value + above.value) / 2 / 365.25
    let error = (below.standardError + above.standardError) / 2 / 365.25
    #expect(abs(value - 7.283_415_8) < 1e-6)
    #expect(abs(error - 0.295_478_09) < 1e-6)
  }

  @Test func restrictedMeanIntervalIsNormal() throws {
    let interval = try inference("lung_km_rmst")
      .restrictedMeanInterval(through: 1022, level: 0.95)
    let reach = 1.959_963_984_540_054 * 19.707_791
    #expect(abs(interval.lower - (376.274_75 - reach)) < 1e-3)
    #expect(abs((interval.upper ?? 0) - (376.274_75 + reach)) < 1e-3)
  }

  /// From a 40-digit evaluation of the definition.
  @Test func betaProductLimitsAgreeWithTheDefinition() throws {
    let inference = try inference("gehan_kaplan_meier")
    let expected: [(Int, Double, Double)] = [
      (1, 0.838_902_384_780_920_38, 1),
      (6, 0.636_576_012_983_019_01, 0.969_511_032_378_484_45),
      (10, 0.506_883_507_852_418, 0.915_030_833_881_528_83),
      (12, 0.493_649_126_818_004_67, 0.915_030_833_881_528_83),
      (23, 0.176_196_810_898_097_11, 0.726_063_738_323_271_63),
      (34, 0.084_452_174_632_017_562, 0.726_063_738_323_271_63),
    ]
    for (length, lower, upper) in expected {
      let interval = try inference.survivalInterval(
        at: length + 1, level: 0.95, method: .betaProduct)
      #expect(abs(interval.lower - lower) < 1e-11, "\(length)")
      #expect(abs((interval.upper ?? 0) - upper) < 1e-11, "\(length)")
    }
  }

  @Test func uncensoredBetaProductsAreClopperPearson() throws {
    // The proportion 57/1043 of the oracle as survivors of length 1.
    var table = LifeTable()
    try table.record(length: 2, ending: .stopped, count: 57)
    try table.record(length: 1, ending: .stopped, count: 1043 - 57)
    let oracle = try Reference.oracle("clopper_pearson")
    let ends = try #require(oracle.expected["ci"]?.doubles)
    let interval = try KaplanMeierInference(table)
      .survivalInterval(at: 2, level: 0.95, method: .betaProduct)
    #expect(abs(interval.lower - ends[0]) < 1e-11)
    #expect(abs((interval.upper ?? 0) - ends[1]) < 1e-11)

    property("products over many lengths are one beta", cases: 40) { choices in
      let table = choices.lifeTable(1...12, endings: [.stopped])
      let inference = try KaplanMeierInference(table)
      let k = choices.int(1...40)
      let (n, x) = (table.count, table.atRisk(at: k + 1))
      let interval = try inference.survivalInterval(
        at: k + 1, level: 0.9, method: .betaProduct)
      // Clopper–Pearson by its definition: each end is refused by a tail.
      if x > 0 {
        let tail = logBinomialTails(
          atLeast: x, trials: n, probability: interval.lower,
          failure: 1 - interval.lower
        ).upper
        try requireClose(exp(tail), 0.05, relative: 1e-9, "lower tail")
      } else {
        try requireEqual(interval.lower, 0)
      }
      let upper = interval.upper ?? .nan
      if x < n {
        let tail = logBinomialTails(
          atLeast: x + 1, trials: n, probability: upper, failure: 1 - upper
        ).lower
        try requireClose(exp(tail), 0.05, relative: 1e-9, "upper tail")
      } else {
        try requireEqual(upper, 1)
      }
    }
  }

  @Test func intervalsHoldTheEstimateAndGrowWithTheLevel() {
    let methods: [ConfidenceInterval.Method] = [
      .plain, .log, .logLog, .betaProduct,
    ]
    property("intervals are nested", cases: 100) { choices in
      let inference = try KaplanMeierInference(choices.lifeTable(1...15))
      let k = choices.int(1...45)
      let method = choices.element(of: methods)
      let narrow = try inference.survivalInterval(
        at: k, level: 0.5, method: method)
      let wide = try inference.survivalInterval(
        at: k, level: 0.99, method: method)
      try require(
        narrow.contains(inference.estimate.survival(at: k)),
        "\(narrow) misses the estimate")
      try require(
        wide.lower <= narrow.lower + 1e-12
          && wide.upper ?? 1 >= (narrow.upper ?? 1) - 1e-12,
        "\(wide) does not hold \(narrow)")
    }
  }

  @Test func impossibleRequestsAreRefused() throws {
    let inference = try inference("gehan_kaplan_meier")
    #expect(throws: LengthLawError.methodNotApplicable(.bca)) {
      try inference.survivalInterval(at: 3, level: 0.9, method: .bca)
    }
    #expect(throws: LengthLawError.self) {
      try inference.survivalInterval(at: 3, level: 1)
    }
    #expect(throws: LengthLawError.self) {
      try inference.restrictedMeanInterval(through: 0, level: 0.9)
    }
  }
}
