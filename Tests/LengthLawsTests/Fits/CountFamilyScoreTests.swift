import TestSupport
import Testing

@testable import LengthLaws

/// The analytic score against differences of the log-likelihood.
@Suite("Scores of count families")
struct CountFamilyScoreTests {
  @Test(arguments: CountFamilyLaws.families)
  func scoreIsTheSlopeOfTheLogLikelihood(_ family: Family) {
    property("scores of \(family.rawValue) are slopes", cases: 60) { choices in
      let parameters = CountFamilyLaws.parameters(of: family, &choices)
      let sample = SampleTerms.any(&choices)
      switch family {
      case .poisson: try check(Poisson.self, parameters, sample)
      case .zeroTruncatedPoisson:
        try check(ZeroTruncatedPoisson.self, parameters, sample)
      case .betaGeometric: try check(BetaGeometric.self, parameters, sample)
      case .discreteWeibull:
        try check(DiscreteWeibull.self, parameters, sample)
      case .betaDiscreteWeibull:
        try check(BetaDiscreteWeibull.self, parameters, sample)
      case .zeta: try check(Zeta.self, parameters, sample)
      default: try check(YuleSimon.self, parameters, sample)
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
    try requireClose(scored.value, value, relative: 1e-11, "log-likelihood")
    let point = zip(Law.links, parameters).map { $0.coordinate($1) }
    guard point.allSatisfy(\.isFinite) else { return }
    for index in point.indices {
      // In coordinates of the search, which also tests their slopes.
      func at(_ steps: Double) throws -> Double {
        var moved = point
        moved[index] += steps * h
        return try Law(coordinates: moved).logLikelihood(of: sample)
      }
      let h = 1e-3
      let slope =
        (8 * (try at(1) - at(-1)) - (try at(2) - at(-2))) / (12 * h)
      try requireClose(
        scored.gradient[index] * law.slopes[index], slope,
        relative: 2e-6, absolute: 1e-7 * (1 + abs(value)),
        "slope in \(Law.parameterNames[index]) of \(law)")
    }
  }
}
