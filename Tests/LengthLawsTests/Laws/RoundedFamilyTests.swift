import Foundation
import LengthLaws
import TestSupport
import Testing

/// The families that round a continuous length up.
@Suite("Rounded families")
struct RoundedFamilyTests {
  @Test(arguments: RoundedLaws.families)
  func lawsAreObeyed(_ family: Family) {
    property("\(family) laws obey the laws", cases: 25) { choices in
      let law = try family.distribution(
        RoundedLaws.parameters(of: family, &choices))
      try checkLengthDistribution(law, name: "\(law)", samples: 300)
    }
  }

  @Test(arguments: RoundedLaws.corners.indices)
  func lawsAreObeyedAtTheCorners(_ index: Int) throws {
    let (family, parameters) = RoundedLaws.corners[index]
    let law = try family.distribution(parameters)
    try checkLengthDistribution(law, name: "\(law)", samples: 100)
  }

  @Test func everyFamilyHasReferencePoints() throws {
    let cases = try ReferencePointTests.cases("distributions_ii.json")
    #expect(
      Set(cases.map(\.family)) == Set(RoundedLaws.families.map(\.rawValue)))
  }

  @Test(arguments: [
    (Family.discreteGamma, [0.0, 1]), (.discreteGamma, [1, .nan]),
    (.discreteGamma, [.infinity, 1]), (.discreteLogLogistic, [-1, 1]),
    (.discreteLogLogistic, [1, 0]), (.discreteLogT, [0, 1, 0]),
    (.discreteLogT, [0, 0, 1]), (.discreteLogT, [.nan, 1, 1]),
    (.discreteGeneralizedPareto, [.nan, 1, 0]),
    (.discreteGeneralizedPareto, [0, 0, 0]),
    (.discreteGeneralizedPareto, [0, 1, 0.5]),
    (.discreteGeneralizedPareto, [0, 1, -1]),
  ])
  func parametersOutOfRangeAreRefused(
    _ family: Family, _ parameters: [Double]
  ) {
    #expect(throws: LengthLawError.self) {
      try family.distribution(parameters)
    }
  }

  @Test func exponentialTailsAreGeometric() throws {
    // All three at rate 1/40: e^{−k/40} survival.
    let geometric = try Geometric(p: -expm1(-1.0 / 40))
    let gamma = try DiscreteGamma(shape: 1, rate: 1.0 / 40)
    let pareto = try DiscreteGeneralizedPareto(shape: 0, scale: 40)
    for k in [1, 2, 17, 400, 20_000] {
      for law in [gamma, pareto] as [any LengthDistribution] {
        #expect(abs(law.logMass(at: k) / geometric.logMass(at: k) - 1) < 1e-12)
      }
    }
    #expect(abs(gamma.mean - geometric.mean) < 1e-9)
    #expect(abs(pareto.variance / geometric.variance - 1) < 1e-11)
  }

  /// Moments by 30-digit sums; that of the Pareto law also by Hurwitz's zeta.
  @Test(arguments: [
    (
      Family.discreteGeneralizedPareto, [0.25, 30, 0], 40.502_777_681_336_09,
      3199.861_122_683_667_3
    ),
    (
      .discreteLogLogistic, [50, 4], 56.036_036_726_979_578,
      842.822_774_981_42
    ),
    (
      .discreteLogLogistic, [300, 2.5], 396.891_919_897_831_28,
      227_698.888_734_654_31
    ),
    (
      .discreteGamma, [0.5, 0x1p-7], 64.520_727_026_762_869,
      8189.434_932_279_083_6
    ),
  ])
  func momentsKeepTheirDigits(
    _ family: Family, _ parameters: [Double], _ mean: Double,
    _ variance: Double
  ) throws {
    let law = try family.distribution(parameters)
    #expect(abs(law.mean / mean - 1) < 1e-11)
    #expect(abs(law.variance / variance - 1) < 1e-10)
  }
}
