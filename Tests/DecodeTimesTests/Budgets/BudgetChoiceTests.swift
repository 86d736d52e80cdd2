import DecodeTimes
import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Caps, bounds and choices")
struct BudgetChoiceTests {
  @Test func newsvendorsAgreeWithTheOracle() throws {
    let expected = try Reference.oracle("newsvendor_cap_geometric").expected.int
    #expect(
      try Geometric(p: 0.01).newsvendorCap(cutting: 19, waiting: 1) == expected)
    for costs in [(0.0, 1.0), (1, -1), (.nan, 1), (1, .infinity)] {
      #expect(throws: DecodeTimeError.self) {
        try Geometric(p: 0.01).newsvendorCap(cutting: costs.0, waiting: costs.1)
      }
    }
  }

  @Test func noOtherCapCostsLess() {
    property("the newsvendor's cap costs least") { choices in
      var table = LifeTable()
      for answer in choices.answers(1...9, longest: 12, endings: [.stopped]) {
        try table.record(
          length: answer.length, ending: .stopped, count: answer.count + 1)
      }
      let law = try KaplanMeier(table)
      let (cutting, waiting) = (
        choices.double(in: 0.1...9), choices.double(in: 0.1...9)
      )
      func cost(_ cap: Int) -> Double {
        (1...12).reduce(0) { sum, n in
          sum + law.mass(at: n)
            * (cutting * Double(max(n - cap, 0))
              + waiting * Double(max(cap - n, 0)))
        }
      }
      let best = try law.newsvendorCap(cutting: cutting, waiting: waiting)
      let least = (1...12).map(cost).min() ?? 0
      try requireClose(
        cost(best), least, relative: 1e-10, absolute: 1e-12, "the cost")
    }
  }

  @Test func boundsOfProbabilitiesAndQuantilesAgree() {
    property("P(N > n) ≤ 1 − q exactly where the quantile's bound ≤ n") {
      choices in
      let table = choices.lifeTable(longest: 30)
      guard !table.isEmpty else { return }
      let level = choices.element(of: [0.5, 0.8, 0.9, 0.95])
      let confidence = choices.element(of: [0.5, 0.8, 0.95, 0.99])
      let bound = try table.upperBound(level: level, confidence: confidence)
      let tokens = choices.int(0...31)
      let exceedance = try table.exceedanceBound(
        tokens: tokens, confidence: confidence)
      try requireEqual(
        bound.limit.tokens ?? .max <= tokens,
        exceedance.probability <= (1 - level) * (1 + 1e-12),
        "the quantile's bound fits, the probability's does")
    }
  }

  /// The conformal bound is the ⌈(m + 1)(1 − ε)⌉-th shortest answer.
  @Test func conformalLevelsAgreeWithTheRank() {
    property("(x + 1)/(m + 1) ≤ 1 − q where the rank is within n") { choices in
      let table = choices.lifeTable(longest: 30)
      guard !table.isEmpty else { return }
      let (tokens, percent) = (choices.int(0...31), choices.int(1...99))
      let rank = ((table.count + 1) * percent + 99) / 100
      let within = table.rows.filter { $0.length <= tokens }
        .reduce(0) { $0 + $1.stopped }
      let level = try table.conformalExceedance(tokens: tokens).probability
      try requireEqual(
        rank <= within, level <= 1 - Double(percent) / 100 + 1e-12,
        "the rank is within \(tokens), the level is small enough")
    }
  }
}
