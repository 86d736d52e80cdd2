import LengthLaws
import TestSupport
import Testing

/// Samples at the edges of what can be fitted.
@Suite("Boundaries of count families")
struct CountFamilyBoundaryTests {
  private func sample(
    _ ended: [(Int, Double)], censored: [(Int, Double)] = []
  ) -> CensoredSample {
    CensoredSample(
      ended: ended.map { .init(length: $0.0, weight: $0.1) },
      censored: censored.map { .init(length: $0.0, weight: $0.1) })
  }

  @Test(arguments: [
    Family.poisson, .zeroTruncatedPoisson, .zeta, .yuleSimon,
  ])
  func oneTokenEachIsACertainStop(_ family: Family) throws {
    let fit = try family.fit(sample([(1, 7)]))
    #expect(fit.boundary == .certainStop)
    #expect(fit.logLikelihood == 0)
    #expect(fit.parameters[0].standardError == nil)
    #expect(fit.distribution.mean == 1)
    // Not so where one answer is known to have gone on.
    let onward = try family.fit(sample([(1, 7)], censored: [(1, 1)]))
    #expect(onward.boundary != .certainStop)
    #expect(onward.distribution.survival(at: 2) > 0.05)
  }

  @Test func evenLengthsAreAGeometricLimit() throws {
    let sample = sample([(4, 5), (5, 9), (7, 3)], censored: [(6, 2)])
    let fit = try BetaGeometric.fit(sample)
    let geometric = try Geometric.fit(sample)
    #expect(fit.boundary == .geometricLimit)
    #expect(fit.parameters.allSatisfy { $0.standardError == nil })
    #expect(fit.logLikelihood == geometric.logLikelihood)
    for length in [1, 5, 100, 1_000_000] {
      let (a, b) = (
        fit.distribution.logSurvival(at: length),
        geometric.distribution.logSurvival(at: length)
      )
      #expect(abs(a - b) <= 1e-12 * max(1, abs(b)))
    }
  }

  @Test func evenLengthsAreADiscreteWeibullLimit() throws {
    let sample = sample([(1, 1), (3, 4), (5, 9), (6, 14), (7, 4)])
    let fit = try BetaDiscreteWeibull.fit(sample)
    let simpler = try DiscreteWeibull.fit(sample)
    #expect(fit.boundary == .discreteWeibullLimit)
    #expect(fit.logLikelihood == simpler.logLikelihood)
    for length in [1, 5, 8] {
      let (a, b) = (
        fit.distribution.logSurvival(at: length),
        simpler.distribution.logSurvival(at: length)
      )
      #expect(abs(a - b) <= 1e-11 * max(1, abs(b)))
    }
  }

  @Test func infiniteMeansAreNamed() throws {
    let sample = sample([(1, 60), (2, 20), (5, 9), (40, 6), (3000, 5)])
    for family in [Family.betaGeometric, .zeta, .yuleSimon] {
      let fit = try family.fit(sample)
      #expect(fit.distribution.mean == .infinity)
      #expect(fit.boundary == .infiniteMean)
      #expect(fit.parameters[0].standardError != nil)
    }
  }

  @Test(arguments: CountFamilyLaws.families)
  func hopelessSamplesAreRefused(_ family: Family) throws {
    #expect(throws: LengthLawError.noAnswers) { try family.fit(sample([])) }
    #expect(throws: LengthLawError.allCensored) {
      try family.fit(sample([], censored: [(3, 4)]))
    }
    #expect(throws: LengthLawError.invalidSample) {
      try family.fit(sample([(0, 4)]))
    }
    #expect(throws: LengthLawError.invalidSample) {
      try family.fit(sample([(3, 4)], censored: [(.max, 1)]))
    }
  }

  /// Some end at once, the others never: no law of lengths.
  @Test(arguments: [
    Family.betaGeometric, .discreteWeibull, .betaDiscreteWeibull,
  ])
  func answersThatNeverEndAreRefused(_ family: Family) {
    #expect(throws: LengthLawError.self) {
      try family.fit(sample([(1, 9)], censored: [(1_000_000, 9)]))
    }
  }

  /// Fits converge to something finite or say why not, whatever is left.
  @Test(arguments: CountFamilyLaws.families)
  func smallAndConstantSamplesNeverMislead(_ family: Family) throws {
    let samples = [
      sample([(1, 1)]), sample([(7, 1)]), sample([(1, 1), (2, 1)]),
      sample([(3, 1), (900, 1)]), sample([(5, 1), (6, 1)]),
      sample([(5, 8)]), sample([(5, 8)], censored: [(3, 2)]),
      sample([(5, 8)], censored: [(5, 2)]), sample([(500, 1e9)]),
      sample([(1, 4e8), (2, 3e8), (9, 1e8)]),
      sample([(1, 1)], censored: [(200_000, 1)]),
      CensoredSample(grouped: [.init(lower: 0, upper: 9, weight: 3)]),
      CensoredSample(grouped: [.init(lower: 5, upper: 9, weight: 3)]),
    ]
    for sample in samples {
      guard let fit = try? family.fit(sample) else { continue }
      #expect(fit.isConverged)
      #expect(fit.logLikelihood.isFinite && fit.logLikelihood <= 0)
      #expect(
        abs(fit.distribution.logLikelihood(of: sample) - fit.logLikelihood)
          <= 1e-9 * max(1, abs(fit.logLikelihood)))
      for parameter in fit.parameters {
        #expect(!parameter.value.isNaN)
        #expect(
          parameter.standardError.map { $0 > 0 && $0 < .infinity } ?? true,
          "\(family) \(sample): \(parameter)")
      }
    }
  }

  @Test func aTailFitIsConditional() throws {
    let law = try Zeta(alpha: 2.4)
    var generator = SplitMix64(seed: 5)
    var table = LifeTable()
    for _ in 0..<3000 {
      // Short answers follow no power law.
      let length = law.sample(using: &generator)
      try table.record(length: length < 7 ? 3 : length, ending: .stopped)
    }
    func deviation(_ fit: LengthFit<Zeta>) throws -> Double {
      let parameter = fit.parameters[0]
      return abs(parameter.value - 2.4)
        / (try #require(parameter.standardError))
    }
    let sample = CensoredSample(table)
    #expect(try deviation(try Zeta.fit(sample, from: 7)) < 6)
    // The planted bug: fitting all of them is caught.
    #expect(try deviation(try Zeta.fit(sample)) > 6)
  }
}
