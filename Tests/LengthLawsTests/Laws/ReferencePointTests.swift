import Foundation
import LengthLaws
import TestSupport
import Testing

/// Log-mass and log-survival against 50-digit references.
///
/// The points come from the Python scripts in `Fixtures/reference`.
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

  static func cases(_ file: String) throws -> [Case] {
    try JSONDecoder().decode(
      [Case].self, from: Fixtures.data("reference/\(file)"))
  }

  @Test(arguments: [
    "distributions.json", "distributions_i.json", "distributions_ii.json",
  ])
  func logMassAndSurvivalKeepTheirDigits(_ file: String) throws {
    for reference in try Self.cases(file) {
      let law = try reference.law()
      var worst = (error: 0.0, at: 0, value: 0.0, expected: 0.0)
      for point in reference.points {
        let length = Int(point[0])
        for (value, expected) in [
          (law.logMass(at: length), point[1]),
          (law.logSurvival(at: length), point[2]),
        ] {
          // Absolute or relative, whichever is smaller; NaN counts as worst.
          let error = abs(value - expected) / max(1, abs(expected))
          if !(error <= worst.error) {
            worst = (error, length, value, expected)
          }
        }
      }
      #expect(
        worst.error <= 1e-12,
        "\(reference.family) \(reference.parameters): \(worst)")
    }
  }
}
