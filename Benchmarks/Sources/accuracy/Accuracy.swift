import DecodeStatistics
import Foundation

/// Prints `Docs/Accuracy.md`: the worst error of every family against the
/// 50-digit reference points in `Fixtures/reference`.
@main
struct Accuracy {
  private struct Reference: Decodable {
    var family: String
    var parameters: [String: Double]
    var points: [[Double]]

    func law() throws -> any LengthDistribution {
      if family == "poissonLimit" {
        return try NegativeBinomial(
          meanBeyondFirst: parameters["mean"] ?? .nan, size: .infinity)
      }
      guard let family = Family(rawValue: family) else {
        throw CocoaError(.coderInvalidValue)
      }
      return try family.distribution(
        family.parameterNames.map { parameters[$0] ?? .nan })
    }
  }

  private struct Worst {
    var points = 0
    var mass = 0.0
    var survival = 0.0
    var longest = 0
    var deepest = 0.0
    var settings = 0
  }

  static func main() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/reference")
    let files = try FileManager.default
      .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.hasPrefix("distributions") }
      .sorted { $0.path() < $1.path() }
    var families: [String: Worst] = [:]
    for file in files {
      let references = try JSONDecoder().decode(
        [Reference].self, from: Data(contentsOf: file))
      for reference in references {
        try add(reference, to: &families[reference.family, default: Worst()])
      }
    }
    print(preamble)
    for (family, worst) in families.sorted(by: { $0.key < $1.key }) {
      print(
        "| \(family) | \(worst.settings) | \(worst.points) "
          + "| \(worst.longest) | \(short(worst.deepest)) "
          + "| \(short(worst.mass)) | \(short(worst.survival)) |")
    }
  }

  private static func add(
    _ reference: Reference, to worst: inout Worst
  ) throws {
    let law = try reference.law()
    worst.settings += 1
    for point in reference.points {
      let length = Int(point[0])
      worst.points += 1
      worst.longest = max(worst.longest, length)
      worst.deepest = min(worst.deepest, point[2] / 2.302585092994046)
      worst.mass = max(
        worst.mass, error(law.logMass(at: length), point[1]))
      worst.survival = max(
        worst.survival, error(law.logSurvival(at: length), point[2]))
    }
  }

  /// Absolute or relative, whichever is smaller.
  private static func error(_ value: Double, _ expected: Double) -> Double {
    abs(value - expected) / max(1, abs(expected))
  }

  private static func short(_ value: Double) -> String {
    String(format: value.magnitude >= 1 ? "%.0f" : "%.1e", value)
  }

  private static let preamble = """
    # Accuracy of log-mass and log-survival

    The worst error of each family against references computed with mpmath at \
    50 digits, absolute or relative, whichever is smaller. An error of 10⁻¹² \
    in the logarithm is one of 10⁻¹² relative in the probability itself, \
    however small it is.

    The points lie in `Fixtures/reference/distributions*.json`, made by the \
    Python scripts beside them; this page is the output of

    ```sh
    cd Benchmarks && swift run -c release accuracy > ../Docs/Accuracy.md
    ```

    | family | parameter settings | points | longest k | deepest log₁₀ S | \
    worst error of log-mass | of log-survival |
    | --- | --- | --- | --- | --- | --- | --- |
    """
}
