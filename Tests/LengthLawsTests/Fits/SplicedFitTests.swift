import LengthLaws
import TestSupport
import Testing

@Suite("Spliced fits")
struct SplicedFitTests {
  @Test(arguments: [
    ThresholdRule.quantile(0.9),
    .leastAndersonDarling([0.8, 0.85, 0.9, 0.925, 0.95]),
  ])
  func theTailIsRecovered(_ rule: ThresholdRule) throws {
    // Beyond any threshold the excess has this shape again.
    let law = try DiscreteGeneralizedPareto(shape: 0.25, scale: 60)
    let table = try RoundedFamilyFitTests.table(
      law, 6000, cap: 900, seed: 21)
    guard
      case .spliced(let spliced, let tail) = try Spliced.fit(
        table, threshold: rule)
    else {
      Issue.record("there should be a tail")
      return
    }
    let shape = tail.parameters[0]
    #expect(
      abs(shape.value - 0.25) < 6 * (try #require(shape.standardError)))
    let body = try KaplanMeier(table)
    for k in [1, 10, spliced.threshold, spliced.threshold + 1] {
      #expect(spliced.logSurvival(at: k) == body.logSurvival(at: k))
    }
    // It goes on where the estimate stops.
    #expect(body.mean == .infinity)
    #expect(abs(spliced.mean / law.mean - 1) < 0.1)
    let far = law.quantile(0.9999)
    #expect(body.quantile(0.9999) == .max)
    #expect(abs(Double(spliced.quantile(0.9999)) / Double(far) - 1) < 0.5)
  }

  @Test func tooFewExceedancesAreSaid() throws {
    let law = try Geometric(p: 0.05)
    let table = try RoundedFamilyFitTests.table(law, 200, seed: 1)
    guard
      case .kaplanMeier(let body, .fewExceedances(let seen, 50)) =
        try Spliced.fit(table)
    else {
      Issue.record("there should be no tail")
      return
    }
    #expect(seen <= 20)
    #expect(body == (try KaplanMeier(table)))
    #expect(throws: FitError.noAnswers) { try Spliced.fit(LifeTable()) }
    var capped = LifeTable()
    try capped.record(length: 9, ending: .stopped, count: 10)
    try capped.record(length: 20, ending: .capped, count: 100)
    guard
      case .kaplanMeier(_, .thresholdNotIdentified) = try Spliced.fit(capped)
    else {
      Issue.record("the threshold should not be identified")
      return
    }
  }
}
