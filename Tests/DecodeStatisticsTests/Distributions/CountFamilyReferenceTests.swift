import DecodeStatistics
import Foundation
import TestSupport
import Testing

/// Log-mass and log-survival of the Poisson, beta-geometric, Weibull and
/// power-law families against 50-digit references.
///
/// The points come from `Fixtures/reference/generate_families_i.py`.
@Suite("Reference points of count families")
struct CountFamilyReferenceTests {
  struct Case: Decodable {
    var family: String
    var parameters: [String: Double]
    var points: [[Double]]
  }

  @Test func logMassAndSurvivalKeepTheirDigits() throws {
    let cases = try JSONDecoder().decode(
      [Case].self, from: Fixtures.data("reference/distributions_i.json"))
    for reference in cases {
      let family = try #require(Family(rawValue: reference.family))
      let law = try family.distribution(
        try family.parameterNames.map {
          try #require(reference.parameters[$0])
        })
      var worst = (mass: 0.0, survival: 0.0, at: 0)
      for point in reference.points {
        let length = Int(point[0])
        let mass = error(law.logMass(at: length), point[1])
        let survival = error(law.logSurvival(at: length), point[2])
        if !(max(mass, survival) <= max(worst.mass, worst.survival)) {
          worst = (mass, survival, length)
        }
      }
      #expect(
        max(worst.mass, worst.survival) <= 1e-12,
        "\(reference.family) \(reference.parameters): \(worst)")
    }
  }

  /// Absolute or relative, whichever is smaller.
  private func error(_ value: Double, _ expected: Double) -> Double {
    abs(value - expected) / max(1, abs(expected))
  }
}
