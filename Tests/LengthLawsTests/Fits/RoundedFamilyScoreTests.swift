import TestSupport
import Testing

@testable import LengthLaws

/// The analytic score against differences of the log-likelihood.
@Suite("Scores of rounded families")
struct RoundedFamilyScoreTests {
  @Test(arguments: RoundedLaws.families)
  func scoreIsTheSlopeOfTheLogLikelihood(_ family: Family) {
    property("scores of \(family.rawValue) are slopes", cases: 60) { choices in
      let parameters = RoundedLaws.parameters(of: family, &choices)
      let sample = SampleTerms.any(&choices)
      switch family {
      case .discreteGamma: try check(DiscreteGamma.self, parameters, sample)
      case .discreteLogLogistic:
        try check(DiscreteLogLogistic.self, parameters, sample)
      case .discreteLogT: try check(DiscreteLogT.self, parameters, sample)
      default:
        // The search holds the threshold at 0, and near a greatest length
        // differences say nothing.
        let law = [parameters[0], parameters[1], 0]
        guard law[0] > -0.9 * law[1] / 90 else { return }
        try check(DiscreteGeneralizedPareto.self, law, sample)
      }
    }
  }

  private func check<Law: ScoredDistribution>(
    _ type: Law.Type, _ parameters: [Double], _ sample: CensoredSample
  ) throws {
    let law = try Law(parameterValues: parameters)
    let scored = law.scoredLogLikelihood(of: sample)
    let value = law.logLikelihood(of: sample)
    guard value.isFinite, abs(value) < 1e9 else { return }
    try requireClose(scored.value, value, relative: 1e-10, "log-likelihood")
    let point = zip(Law.links, parameters).map { $0.coordinate($1) }
    for index in point.indices {
      func at(_ steps: Double) throws -> Double {
        var moved = point
        moved[index] += steps * 1e-3
        return try Law(coordinates: moved).logLikelihood(of: sample)
      }
      let slope =
        (8 * (try at(1) - at(-1)) - (try at(2) - at(-2))) / 12e-3
      try requireClose(
        scored.gradient[index] * law.slopes[index], slope,
        relative: 2e-6, absolute: 1e-7 * (1 + abs(value)),
        "slope in \(Law.parameterNames[index]) of \(law)")
    }
  }
}

/// Random samples.
enum SampleTerms {
  /// Terms of every kind, weighted.
  static func any(_ choices: inout Choices) -> CensoredSample {
    func term(_ c: inout Choices, from least: Int) -> CensoredSample.Term {
      .init(length: c.int(least...80), weight: c.double(in: 0.1...9))
    }
    let grouped: [CensoredSample.Group] = choices.array(0...2) { c in
      let lower = c.int(0...40)
      return .init(
        lower: lower, upper: lower + c.int(1...30),
        weight: c.double(in: 0.1...9))
    }
    return CensoredSample(
      ended: choices.array(1...3) { term(&$0, from: 1) },
      censored: choices.array(0...3) { term(&$0, from: 0) },
      entered: choices.array(0...2) { term(&$0, from: 0) }, grouped: grouped)
  }
}
