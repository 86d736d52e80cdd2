import Foundation
import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Profile-likelihood intervals")
struct ProfileIntervalTests {
  private func profile(
    _ name: String, _ family: Family, _ parameter: String
  ) throws -> ProfileInterval {
    let table = try Reference.fit(name).data.lifeTable(shiftedBy: 1)
    return try family.fit(table).profileInterval(
      of: parameter, in: CensoredSample(table), level: 0.95)
  }

  private func expect(
    _ interval: ProfileInterval, _ lower: Double, _ upper: Double?,
    tolerance: Double = 1e-7
  ) {
    #expect(
      abs(interval.interval.lower - lower) < tolerance * lower,
      "\(interval)")
    if let upper {
      let found = interval.interval.upper ?? .nan
      #expect(abs(found - upper) < tolerance * upper, "\(interval)")
    } else {
      #expect(interval.interval.upper == nil, "\(interval)")
    }
  }

  @Test func geometricAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("geometric_profile_likelihood_upper_q95")
    var table = LifeTable()
    try table.record(length: 100, ending: .stopped, count: 50)
    let profile = try Family.geometric.fit(table).profileInterval(
      of: "p", in: CensoredSample(table), level: 0.9)
    let lower = try #require(oracle.expected["p_low"]?.double)
    #expect(abs(profile.interval.lower - lower) < 1e-12)
    #expect(profile.lowerEnd == .crossing)
    #expect(profile.upperEnd == .crossing)
  }

  /// By root-finding on the profiled likelihood in another program.
  @Test func negativeBinomialAgreesWithRootFinding() throws {
    expect(
      try profile("federalist_nb", .negativeBinomial, "size"),
      0.690_381_238_772_964_6, 2.436_688_111_078_853_4)
    expect(
      try profile("federalist_nb", .negativeBinomial, "mean"),
      0.543_427_439_945_272_8, 0.790_682_118_038_316)
  }

  /// Deaths by horse kick spread less than a Poisson law, so the size is
  /// infinite, and no upper end is refused; but small sizes are.
  @Test func aBoundaryFitHasAnOpenEnd() throws {
    let size = try profile("horsekicks_poisson", .negativeBinomial, "size")
    #expect(size.estimate == .infinity)
    #expect(size.lowerEnd == .crossing)
    #expect(size.upperEnd == .edge)
    expect(size, 2.495_055_357_527_731_7, nil)
    // Away from the maximum finite sizes do better, also for the mean.
    let mean = try profile("horsekicks_poisson", .negativeBinomial, "mean")
    expect(mean, 0.507_821_218_622_917_7, 0.725_284_089_568_716_8)
  }

  @Test func aCertainStopReachesTheEdge() throws {
    var table = LifeTable()
    try table.record(length: 1, ending: .stopped, count: 20)
    let profile = try Family.geometric.fit(table).profileInterval(
      of: "p", in: CensoredSample(table), level: 0.95)
    #expect(profile.upperEnd == .edge)
    expect(
      profile, exp(-3.841_458_820_694_124 / 40), 1, tolerance: 1e-9)
  }

  /// Ends have the deviance that they should, found by a coarse search; the
  /// planted interval holds the other parameter at its estimate.
  @Test func theOtherParametersAreMaximisedOver() throws {
    let law = try DiscreteLogNormal(mu: 3, sigma: 1)
    let table = LifeTable.simulated(
      from: law, count: 200, censoring: .cap(12), seed: 8)
    let fit = try Family.discreteLogNormal.fit(table)
    let sample = CensoredSample(table)
    let profile = try fit.profileInterval(of: "mu", in: sample, level: 0.95)
    func deviance(_ mu: Double, _ sigmas: [Double]) throws -> Double {
      let best = try sigmas.map {
        try DiscreteLogNormal(mu: mu, sigma: $0).logLikelihood(of: sample)
      }.max()
      return 2 * (fit.logLikelihood - (try #require(best)))
    }
    let grid = (0...4000).map { 0.6 + Double($0) * 2e-4 }
    for end in [profile.interval.lower, profile.interval.upper ?? .nan] {
      #expect(abs(try deviance(end, grid) - 3.841_458_820_694) < 1e-4)
      let planted = try deviance(end, [fit.parameters[1].value])
      #expect(abs(planted - 3.841_458_820_694) > 0.1)
    }
  }

  @Test(arguments: [
    Family.geometric, .poisson, .negativeBinomial, .discreteLogNormal,
  ])
  func intervalsHoldTheEstimateAndAreNested(_ family: Family) {
    property("\(family) profiles are nested", cases: 12) { choices in
      var table = LifeTable()
      for length in [1, 4, 9, 30] {
        try table.record(
          length: length + choices.int(0...10), ending: .stopped,
          count: 1 + choices.int(0...9))
      }
      try table.record(length: 20, ending: .capped, count: choices.int(0...9))
      guard let fit = try? family.fit(table) else { return }
      let sample = CensoredSample(table)
      for parameter in fit.parameters {
        let narrow: ProfileInterval
        do {
          narrow = try fit.profileInterval(
            of: parameter.name, in: sample, level: 0.5)
        } catch LengthLawError.methodNotApplicable {
          continue  // A family without derivatives.
        }
        let wide = try fit.profileInterval(
          of: parameter.name, in: sample, level: 0.95)
        try require(
          narrow.interval.contains(parameter.value), "\(narrow)")
        try require(
          wide.interval.lower <= narrow.interval.lower
            && wide.interval.upper ?? .infinity
              >= narrow.interval.upper ?? .infinity,
          "\(wide) does not hold \(narrow)")
      }
    }
  }

  @Test func impossibleRequestsAreRefused() throws {
    var table = LifeTable()
    try table.record(length: 3, ending: .stopped, count: 4)
    let fit = try Family.geometric.fit(table)
    let sample = CensoredSample(table)
    #expect(throws: LengthLawError.self) {
      try fit.profileInterval(of: "q", in: sample, level: 0.9)
    }
    #expect(throws: LengthLawError.self) {
      try fit.profileInterval(of: "p", in: sample, level: 0)
    }
    try table.record(length: 30, ending: .stopped)
    #expect(throws: LengthLawError.fitOfOtherData) {
      try fit.profileInterval(of: "p", in: CensoredSample(table), level: 0.9)
    }
  }
}
