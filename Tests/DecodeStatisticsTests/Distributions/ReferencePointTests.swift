import DecodeStatistics
import Foundation
import TestSupport
import Testing

/// Log-mass and log-survival against 50-digit references.
///
/// The points come from `Fixtures/reference/generate_distributions.py`.
@Suite("Reference points")
struct ReferencePointTests {
  struct Case: Decodable {
    var family: String
    var parameters: [String: Double]
    var points: [[Double]]

    func law() throws -> any LengthDistribution {
      if family == "poissonLimit" {
        return try NegativeBinomial(
          meanBeyondFirst: try #require(parameters["mean"]), size: .infinity)
      }
      let family = try #require(Family(rawValue: family))
      return try family.distribution(
        try family.parameterNames.map { try #require(parameters[$0]) })
    }
  }

  static func cases() throws -> [Case] {
    let url = Fixtures.url("reference/distributions.json")
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
  }

  @Test func logMassAndSurvivalKeepTheirDigits() throws {
    for reference in try Self.cases() {
      let law = try reference.law()
      var worst = (mass: 0.0, survival: 0.0, at: 0)
      for point in reference.points {
        let length = Int(point[0])
        let mass = error(law.logMass(at: length), point[1])
        let survival = error(law.logSurvival(at: length), point[2])
        if max(mass, survival) > max(worst.mass, worst.survival) {
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
