import LengthBounds
import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Profile-likelihood and bootstrap bounds")
struct FamilyBoundTests {
  private static let cheap: [(Family, [Double])] = [
    (.geometric, [0.02]), (.poisson, [30]), (.zeroTruncatedPoisson, [30]),
    (.yuleSimon, [1.5]),
  ]

  /// The largest quantile in the likelihood region, by a grid over both
  /// parameters; the planted region has the two-sided cutoff.
  @Test func twoParametersAgreeWithAGrid() throws {
    let table = LifeTable.simulated(
      from: try DiscreteLogNormal(mu: 3, sigma: 0.8), count: 60,
      censoring: .cap(40), seed: 4)
    let sample = CensoredSample(table)
    let best = try DiscreteLogNormal.fit(table)
    func largest(_ cutoff: Double) throws -> Int {
      var largest = 0
      for mu in stride(from: 2.6, through: 3.6, by: 0.02) {
        for sigma in stride(from: 0.5, through: 1.5, by: 0.02) {
          let law = try DiscreteLogNormal(mu: mu, sigma: sigma)
          let deviance =
            2 * (best.logLikelihood - law.logLikelihood(of: sample))
          if deviance <= cutoff { largest = max(largest, law.quantile(0.9)) }
        }
      }
      return largest
    }
    let bound = try #require(
      try table.profileLikelihoodBound(
        family: .discreteLogNormal, level: 0.9, confidence: 0.95
      ).limit.tokens)
    let grid = try largest(2.705_543_454_095_413)
    #expect(bound >= grid && Double(bound) <= 1.02 * Double(grid) + 1)
    #expect(bound < (try largest(3.841_458_820_694_124)))
  }

  @Test func boundsAreMonotoneAndAboveThePlugIn() {
    property("profile bounds rise", cases: 30) { choices in
      let answers = choices.answers(3...15)
      let table = LifeTable(answers)
      let family = choices.element(of: Self.cheap).0
      let levels = [choices.unit(), choices.unit()].sorted()
        .map { 0.05 + 0.9 * $0 }
      let confidences = [choices.unit(), choices.unit()].sorted()
        .map { 0.5 + 0.49 * $0 }
      guard let fit = try? family.fit(table) else { return }
      func limit(
        _ table: LifeTable, _ level: Double, _ confidence: Double
      ) throws -> Int {
        try table.profileLikelihoodBound(
          family: family, level: level, confidence: confidence
        ).limit.tokens ?? .max
      }
      let low = try limit(table, levels[0], confidences[0])
      try require(
        low >= fit.distribution.quantile(levels[0]), "is below the plug-in")
      try require(
        low <= limit(table, levels[1], confidences[0]), "falls with the level")
      try require(
        low <= limit(table, levels[0], confidences[1]),
        "falls with the confidence")
      try requireEqual(
        limit(
          LifeTable(choices.shuffled(answers)), levels[0], confidences[0]), low)
    }
  }

  @Test func bootstrapBoundsRiseWithTheConfidence() {
    property("bootstrap bounds rise", cases: 15) { choices in
      let table = choices.lifeTable(3...10)
      let family = choices.element(of: [Family.geometric, .poisson])
      guard let fit = try? family.fit(table) else { return }
      var last = fit.distribution.quantile(0.9)
      for confidence in [0.5, 0.7, 0.9, 0.95] {
        let bound = try? table.bootstrapBound(
          family: family, level: 0.9, confidence: confidence, replicates: 99,
          seed: 3)
        guard let bound else { return }  // All replicates on one side.
        let limit = bound.limit.tokens ?? .max
        try require(limit >= last, "\(limit) is below \(last)")
        last = limit
      }
    }
  }

  /// Of many answers the bound is the normal one, q̂ + z·se: 1.645 standard
  /// errors above at 95 %, 1.15 at the 87.5 % that a slip would make of it.
  @Test func bootstrapBoundsOfManyAnswersAreNormalOnes() throws {
    let count = 2000
    let table = LifeTable.simulated(
      from: try Geometric(p: 0.01), count: count, seed: 4)
    let limit = try table.bootstrapBound(
      family: .geometric, level: 0.95, confidence: 0.95, replicates: 999,
      seed: 5
    ).limit.tokens
    // The quantile is nearly proportional to the mean, whose coefficient of
    // variation is 1/√n.
    let plugIn = Double(
      try Family.geometric.fit(table).distribution.quantile(0.95))
    let errors =
      (Double(try #require(limit)) - plugIn)
      / (plugIn / Double(count).squareRoot())
    #expect(errors > 1.4 && errors < 1.95, "\(errors)")
  }

  /// Coverage of the cheap families, within what chance explains at 1e-9 of a
  /// true miss of 7 %; bounds half as long are caught.
  @Test func coverageIsAboutThePromise() throws {
    for (family, parameters) in Self.cheap
    where family != .zeroTruncatedPoisson {
      let law = try family.distribution(parameters)
      let truth = law.quantile(0.95)
      var (profile, planted) = (0, 0)
      for seed in 0..<60 {
        let table = LifeTable.simulated(
          from: law, count: 40, seed: UInt64(seed))
        let limit =
          try table.profileLikelihoodBound(
            family: family, level: 0.95, confidence: 0.95
          ).limit.tokens ?? .max
        if limit < truth { profile += 1 }
        if limit / 2 < truth { planted += 1 }
      }
      let most = largestPlausibleCount(
        trials: 60, probability: 0.07, falseAlarm: 1e-9)
      #expect(profile <= most, "\(family): \(profile)")
      #expect(planted > most, "\(family): \(planted)")
    }
  }

  @Test func bootstrapCoverageIsAboutThePromise() throws {
    let law = try Geometric(p: 0.02)
    let truth = law.quantile(0.9)
    var missed = 0
    for seed in 0..<200 {
      let table = LifeTable.simulated(
        from: law, count: 40, censoring: .cap(80), seed: UInt64(seed))
      let bound = try table.bootstrapBound(
        family: .geometric, level: 0.9, confidence: 0.9, replicates: 99,
        seed: 5)
      if bound.limit.tokens ?? .max < truth { missed += 1 }
    }
    #expect(
      missed
        <= largestPlausibleCount(
          trials: 200, probability: 0.13, falseAlarm: 1e-9))
    #expect(missed > 0)
  }

  @Test func nonsenseIsRefused() throws {
    let table = LifeTable([
      RecordedAnswers(length: 9, ending: .stopped, count: 4),
      RecordedAnswers(length: 12, ending: .stopped, count: 4),
    ])
    for wrong in [0, 1, Double.nan] {
      #expect(throws: BoundError.self) {
        try table.profileLikelihoodBound(
          family: .poisson, level: wrong, confidence: 0.9)
      }
    }
    #expect(throws: BoundError.confidenceBelowHalf(0.4)) {
      try table.profileLikelihoodBound(
        family: .poisson, level: 0.9, confidence: 0.4)
    }
    #expect(throws: BoundError.self) {
      try table.bootstrapBound(
        family: .poisson, level: 0.9, confidence: 0.99, replicates: 9)
    }
    let censored = LifeTable([RecordedAnswers(length: 9, ending: .capped)])
    #expect(throws: BoundError.law(.allCensored)) {
      try censored.profileLikelihoodBound(
        family: .poisson, level: 0.9, confidence: 0.9)
    }
  }
}
