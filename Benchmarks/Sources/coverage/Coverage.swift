import DecodeStatistics
import Foundation

/// Prints the simulated coverage of the approximate bounds, for
/// `Docs/Validation.md`.
///
/// `coverage [TABLES [BOOTSTRAPPED]] [FAMILY...]`: how many tables a bound by
/// profile likelihood is computed for, how many of them by bootstrap as well,
/// and which families; by default all.
@main
struct Coverage {
  static let level = 0.95
  static let confidence = 0.95
  static let answers = 50

  /// A law of each family, with a mean near 100 tokens where it has one.
  static let laws: [(Family, [Double])] = [
    (.geometric, [0.01]), (.poisson, [100]), (.zeroTruncatedPoisson, [100]),
    (.negativeBinomial, [100, 2]), (.betaGeometric, [3, 200]),
    (.discreteWeibull, [0.9975, 1.3]),
    (.betaDiscreteWeibull, [5, 2000, 1.3]),
    (.discreteLogNormal, [4.3, 0.8]), (.discreteGamma, [2, 0.02]),
    (.discreteLogLogistic, [80, 2.5]), (.discreteLogT, [4.3, 0.6, 5]),
    (.zeta, [2.5]), (.yuleSimon, [2.5]),
    (.discreteGeneralizedPareto, [0.1, 90, 0]),
  ]

  /// How often a bound held, was infinite, or did not exist.
  struct Tally {
    var (held, unbounded, failed, tables) = (0, 0, 0, 0)

    mutating func count(_ bound: Bound?, truth: Int) {
      tables += 1
      guard let bound else {
        failed += 1
        return
      }
      if bound.limit == .unbounded { unbounded += 1 }
      if bound.limit.tokens ?? .max >= truth { held += 1 }
    }

    /// Coverage where there is a bound, ± its standard error.
    var text: String {
      let bounds = tables - failed
      guard bounds > 0 else { return "— | \(unbounded) | \(failed)" }
      let share = Double(held) / Double(bounds)
      let error = (share * (1 - share) / Double(bounds)).squareRoot()
      return String(format: "%.3f ± %.3f", share, error)
        + " | \(unbounded) | \(failed)"
    }
  }

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst().compactMap(Int.init)
    let tables = arguments.first ?? 300
    let bootstrapped = arguments.dropFirst().first ?? 100
    let chosen = CommandLine.arguments.compactMap(Family.init(rawValue:))
    let header = """
      | family | cap | profile likelihood | unbounded | no fit | bootstrap | \
      unbounded | no fit |
      | --- | --- | --- | --- | --- | --- | --- | --- |

      """
    try FileHandle.standardOutput.write(contentsOf: Data(header.utf8))
    for (family, parameters) in laws
    where chosen.isEmpty || chosen.contains(family) {
      let law = try family.distribution(parameters)
      async let free = row(family, law, nil, tables, bootstrapped)
      async let capped = row(
        family, law, law.quantile(0.8), tables, bootstrapped)
      let rows = await free + "\n" + capped + "\n"
      try FileHandle.standardOutput.write(contentsOf: Data(rows.utf8))
    }
  }

  static func row(
    _ family: Family, _ law: any LengthDistribution, _ cap: Int?,
    _ tables: Int, _ bootstrapped: Int
  ) async -> String {
    let truth = law.quantile(level)
    var (profile, bootstrap) = (Tally(), Tally())
    for seed in 0..<UInt64(tables) {
      let table = LifeTable.simulated(
        from: law, count: answers, censoring: cap.map { .cap($0) } ?? .none,
        seed: seed)
      profile.count(
        try? table.profileLikelihoodBound(
          family: family, level: level, confidence: confidence), truth: truth)
      guard seed < bootstrapped else { continue }
      bootstrap.count(
        try? table.bootstrapBound(
          family: family, level: level, confidence: confidence,
          replicates: 199, seed: seed), truth: truth)
    }
    return "| \(family.rawValue) | \(cap.map(String.init) ?? "none") "
      + "| \(profile.text) | \(bootstrap.text) |"
  }
}
