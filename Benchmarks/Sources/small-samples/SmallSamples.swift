import DecodeStatistics
import Foundation
import PublicTraces

/// What a task of few answers is best estimated by, on answers drawn from
/// public traces: held-out CRPS of min(N, c) and quantiles at 0.95.
///
/// `small-samples FOLDER [SHARE]`, where the folder holds the traces as
/// `TaskPool` names them; a share below 1 draws fewer tasks.
@main
struct SmallSamples {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let folder = arguments.first else {
      print("usage: small-samples FOLDER [SHARE]")
      exit(64)
    }
    let share = arguments.dropFirst().first.flatMap(Double.init) ?? 1
    let groups = try PoolGroup.all(in: URL(filePath: folder))
    for (count, draws) in [(10, 128), (30, 64), (100, 48), (300, 32)] {
      var tallies: [(PoolGroup, Tally)] = []
      for group in groups {
        let tally = try tally(group, count, Int((Double(draws) * share)))
        if tally.draws > 0 { tallies.append((group, tally)) }
      }
      report(count, tallies)
    }
  }

  private static func tally(
    _ group: PoolGroup, _ count: Int, _ draws: Int
  ) throws -> Tally {
    var generator = SplitMix64(state: UInt64(count))
    var tally = Tally()
    let pools = group.pools.filter { $0.answers.count >= count + 12 }
    guard !pools.isEmpty else { return tally }
    for index in 0..<draws {
      guard
        let (table, heldOut) = try pools[index % pools.count].draw(
          count, using: &generator)
      else { continue }
      tally.add(try FittedMethods(table), heldOut, cap: group.cap)
    }
    return tally
  }

  private static func report(_ count: Int, _ groups: [(PoolGroup, Tally)]) {
    let names = groups.map { "\($0.0.name) (\($0.1.draws))" }
    print("\n### Tasks of \(count) answers\n")
    print(
      "| mean CRPS ÷ Kaplan–Meier's | "
        + names.joined(separator: " | ") + " | without a fit |")
    print("|---|" + String(repeating: "---|", count: names.count + 1))
    for method in Method.allCases {
      let failed = groups.reduce(0) { $0 + ($1.1.failures[method] ?? 0) }
      let cells = groups.map { $0.1.crpsCell(method) }
      print(
        "| \(method.rawValue) | " + cells.joined(separator: " | ")
          + " | \(failed) |")
    }
    print(
      "\n| coverage of P95 %, pinball ÷ Kaplan–Meier's | "
        + names.joined(separator: " | ") + " |")
    print("|---|" + String(repeating: "---|", count: names.count))
    for method in Method.allCases {
      let cells = groups.map { $0.1.quantileCell(method) }
      print("| \(method.rawValue) | " + cells.joined(separator: " | ") + " |")
    }
  }
}
