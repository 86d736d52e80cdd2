import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Fits of rounded families")
struct RoundedFamilyFitTests {
  /// Lengths of a law, those above `cap` censored there.
  static func table(
    _ law: some LengthDistribution, _ count: Int, cap: Int = .max,
    seed: UInt64
  ) throws -> LifeTable {
    var generator = SplitMix64(seed: seed)
    var table = LifeTable()
    for _ in 0..<count {
      let length = law.sample(using: &generator)
      try table.record(
        length: min(length, cap), ending: length > cap ? .capped : .stopped)
    }
    return table
  }

  @Test(arguments: [
    (Family.discreteGamma, [1.7, 0.02], 150),
    (.discreteGamma, [0.4, 0.05], 15),
    (.discreteLogLogistic, [90, 2.2], 120),
    (.discreteLogT, [4, 0.6, 3.5], 900),
    (.discreteGeneralizedPareto, [0.3, 40, 0], 200),
    (.discreteGeneralizedPareto, [-0.2, 60, 0], 150),
  ])
  func parametersAreRecovered(
    _ family: Family, _ parameters: [Double], _ cap: Int
  ) throws {
    let law = try family.distribution(parameters)
    let table = try Self.table(law, 3000, cap: cap, seed: 5)
    let fit = try family.fit(table)
    #expect(fit.isConverged)
    for (found, truth) in zip(fit.parameters, parameters)
    where found.isEstimated {
      let error = try #require(found.standardError)
      #expect(
        abs(found.value - truth) < 6 * error,
        "\(found.name) should be \(truth), but is \(found.value) ± \(error)")
    }
    // The planted bug: taking capped answers for stopped ones is caught.
    var wrong = LifeTable()
    for row in table.rows {
      try wrong.record(length: row.length, ending: .stopped, count: row.total)
    }
    let biased = try? family.fit(wrong)
    let isCaught =
      biased.map { fit in
        zip(fit.parameters, parameters).contains { found, truth in
          guard let error = found.standardError else { return false }
          return abs(found.value - truth) > 6 * error
        } || fit.boundary != nil
      } ?? true
    #expect(isCaught)
  }

  @Test func lossesBeyondTenAreParetoAsPublished() throws {
    // Danish fire losses are continuous; in units of 10⁻⁶ the discrete law
    // differs from the continuous one by less than the last digits given.
    let reference = try Reference.fit("danish_gpd10")
    let values = try #require(reference.data.values)
    var table = LifeTable()
    for value in values {
      try table.record(length: Int((value * 1e6).rounded()), ending: .stopped)
    }
    let fit = try DiscreteGeneralizedPareto.fit(
      CensoredSample(table), threshold: 10_000_000)
    let (shape, scale) = (fit.parameters[0], fit.parameters[1])
    let expected = reference.expected
    #expect(
      abs(shape.value - (try #require(expected.parameters["shape"]))) < 1e-6)
    #expect(
      abs(scale.value / 1e6 - (try #require(expected.parameters["scale"])))
        < 1e-5)
    let errors = expected.standardErrors
    #expect(
      abs((try #require(shape.standardError)) - (try #require(errors["shape"])))
        < 1e-5)
    let density =
      fit.logLikelihood + Double(values.count) * 13.815_510_557_964_274
    #expect(abs(density - (try #require(expected.logLikelihood))) < 1e-5)
    #expect(fit.parameterCount == 2)
  }

  @Test func normalLogarithmsAreNamed() throws {
    let law = try DiscreteLogNormal(mu: 4, sigma: 0.7)
    // Quantiles at even levels: tails no heavier than normal.
    var table = LifeTable()
    for index in 0..<400 {
      try table.record(
        length: law.quantile((Double(index) + 0.5) / 400), ending: .stopped)
    }
    let fit = try DiscreteLogT.fit(table)
    let normal = try DiscreteLogNormal.fit(table)
    #expect(fit.boundary == .logNormalLimit)
    #expect(fit.distribution.nu == .infinity)
    #expect(fit.logLikelihood == normal.logLikelihood)
    #expect(fit.distribution.mean == normal.distribution.mean)
  }

  @Test func aFixedNuIsNotEstimated() throws {
    let law = try DiscreteLogT(mu: 4, sigma: 0.6, nu: 3.5)
    let sample = CensoredSample(try Self.table(law, 2000, seed: 8))
    let fixed = try DiscreteLogT.fit(sample, nu: 3.5)
    let free = try DiscreteLogT.fit(sample)
    #expect(fixed.parameterCount == 2)
    #expect(free.parameterCount == 3)
    #expect(fixed.distribution.nu == 3.5)
    #expect(fixed.logLikelihood <= free.logLikelihood)
    #expect(free.logLikelihood - fixed.logLikelihood < 10)
    #expect(free.boundary == .infiniteMean)
    #expect(throws: LengthLawError.self) {
      try DiscreteLogT.fit(sample, nu: -1)
    }
  }

  @Test func infiniteMeansAndEndpointsAreNamed() throws {
    let heavy = try DiscreteLogLogistic(scale: 30, shape: 0.7)
    #expect(
      try DiscreteLogLogistic.fit(Self.table(heavy, 1000, seed: 2)).boundary
        == .infiniteMean)
    let pareto = try DiscreteGeneralizedPareto(shape: 1.6, scale: 20)
    #expect(
      try DiscreteGeneralizedPareto.fit(Self.table(pareto, 1000, seed: 2))
        .boundary == .infiniteMean)
    var uniform = LifeTable()
    for length in 1...100 {
      try uniform.record(length: length, ending: .stopped, count: 5)
    }
    let fit = try DiscreteGeneralizedPareto.fit(uniform)
    #expect(fit.boundary == .irregularEndpoint)
    #expect(!fit.isConverged)
    #expect(throws: LengthLawError.self) { try fit.requireMaximum() }
    let ranking = uniform.rankFamilies()
    #expect(
      ranking.failures.map(\.family).contains(.discreteGeneralizedPareto))
    #expect(fit.parameters.allSatisfy { $0.standardError == nil })
  }

  @Test func aThresholdConditionsOnWhatExceedsIt() throws {
    let law = try DiscreteGeneralizedPareto(
      shape: 0.2, scale: 30, threshold: 100)
    let body = try Geometric(p: 0.05)
    var generator = SplitMix64(seed: 3)
    var (table, tail) = (LifeTable(), LifeTable())
    for _ in 0..<800 {
      let long = law.sample(using: &generator)
      try table.record(length: long, ending: .stopped)
      try tail.record(length: long - 100, ending: .stopped)
      try table.record(
        length: min(body.sample(using: &generator), 100), ending: .stopped)
    }
    let fit = try DiscreteGeneralizedPareto.fit(
      CensoredSample(table), threshold: 100)
    let shifted = try DiscreteGeneralizedPareto.fit(tail)
    #expect(fit.observations == 800)
    for (a, b) in zip(fit.parameters.prefix(2), shifted.parameters) {
      #expect(abs(a.value - b.value) < 1e-7)
    }
    #expect(abs(fit.logLikelihood - shifted.logLikelihood) < 1e-8)
  }

  @Test(arguments: [
    [3: 5], [3: 5, 4: 2], [1: 9], [1: 4, 2: 4], [7: 1], [2: 1, 900: 1],
    [1: 1_000_000_000, 2: 500_000_000, 3: 250_000_000, 60: 3],
    [40: 1, 41: 100, 42: 1],
  ])
  func oddTablesAreFittedOrRefused(_ counts: [Int: Int]) throws {
    var table = LifeTable()
    for (length, count) in counts.sorted(by: { $0.key < $1.key }) {
      try table.record(length: length, ending: .stopped, count: count)
    }
    for family in RoundedLaws.families {
      do throws(LengthLawError) {
        let fit = try family.fit(table)
        #expect(fit.isConverged != (fit.boundary == .irregularEndpoint))
        #expect(fit.logLikelihood <= 0)
        #expect(
          abs(fit.distribution.logLikelihood(of: table) - fit.logLikelihood)
            <= 1e-9 * (1 + abs(fit.logLikelihood)))
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
