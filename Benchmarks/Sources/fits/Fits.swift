import DecodeStatistics
import Glibc

/// The cost of fits, in medians; one line a row, `name<TAB>microseconds`.
///
/// `fits tables` writes the tables as count tables, for peers; `fits tasks`
/// fits a thousand tasks; `fits FAMILY TABLE` times one fit.
@main
struct Fits {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "tables" {
      for (name, table) in try named() { show(name, table) }
      return
    }
    if arguments.first == "tasks" {
      try thousandTasks()
      return
    }
    let (wanted, only) = (arguments.first, arguments.dropFirst().first)
    for (name, table) in try named() where only.map({ $0 == name }) ?? true {
      for family in Family.allCases
      where wanted.map({ $0 == family.rawValue }) ?? true {
        row("\(family) \(name)") { _ = try? family.fit(table) }
      }
      if wanted == nil {
        row("ranking \(name)") { _ = table.rankFamilies() }
      }
    }
  }

  /// The tables of a million answers.
  private static func named() throws -> [(String, LifeTable)] {
    let negativeBinomial = try Tables.drawn(
      NegativeBinomial(meanBeyondFirst: 210, size: 1.2), answers: 1_000_000,
      cap: 900, seed: 1)
    return [
      ("nb", negativeBinomial),
      (
        "dw",
        try Tables.drawn(
          DiscreteWeibull(q: 0.998, beta: 1.1), answers: 1_000_000, cap: 900,
          seed: 2)
      ),
      (
        "bg",
        try Tables.drawn(
          BetaGeometric(alpha: 2.5, beta: 400), answers: 1_000_000, cap: 900,
          seed: 3)
      ),
      (
        "ln",
        try Tables.drawn(
          DiscreteLogNormal(mu: 5, sigma: 0.8), answers: 1_000_000, cap: 900,
          seed: 4)
      ),
      (
        "nb-caps", try Tables.severalCaps(negativeBinomial, [128, 256, 512])
      ),
      ("nb-cancelled", try Tables.cancelled(negativeBinomial, oneIn: 10)),
      ("nb-wide", try Tables.stretched(negativeBinomial, by: 1111)),
    ]
  }

  private static func show(_ name: String, _ table: LifeTable) {
    for row in table.rows {
      if row.stopped > 0 {
        print("\(name),\(row.length),stopped,\(row.stopped)")
      }
      if row.censored > 0 {
        print("\(name),\(row.length),capped,\(row.censored)")
      }
    }
  }

  /// The median of enough runs to fill a third of a second, and at least
  /// three, of the processor's time: others may share the machine.
  private static func row(_ name: String, _ work: () -> Void) {
    var times: [Double] = []
    let start = now()
    repeat {
      let before = now()
      work()
      times.append(now() - before)
    } while times.count < 3 || times.count < 101 && now() - start < 0.3
    times.sort()
    print("\(name)\t\(times[times.count / 2] * 1e6)")
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// All families on a thousand tasks of a thousand answers each, by the clock
  /// on the wall.
  private static func thousandTasks() throws {
    var tables = LifeTables()
    for task in 0..<1000 {
      let law: any LengthDistribution =
        switch task % 4 {
        case 0:
          try NegativeBinomial(
            meanBeyondFirst: 50 + Double(task), size: 0.5 + Double(task % 7))
        case 1:
          try DiscreteLogNormal(mu: 4 + Double(task % 20) / 10, sigma: 0.9)
        case 2: try DiscreteWeibull(q: 0.99, beta: 0.8 + Double(task % 5) / 10)
        default: try BetaGeometric(alpha: 2.5, beta: 100 + Double(task))
        }
      tables[TaskID("task \(task)")] = try Tables.drawn(
        law, answers: 1000, cap: 2048, seed: UInt64(100 + task))
    }
    let clock = ContinuousClock()
    var parallel: [TaskID: FamilyRanking] = [:]
    let processor = now()
    let wall = clock.measure { parallel = tables.rankFamilies() }
    print("thousand tasks, wall\t\(wall / .microseconds(1))")
    print("thousand tasks, processor\t\((now() - processor) * 1e6)")
    let serial = tables.rankFamilies(isParallel: false)
    let isSame = tables.tasks.allSatisfy { task in
      let (a, b) = (parallel[task]?.entries, serial[task]?.entries)
      return a?.map(\.value) == b?.map(\.value)
        && a?.map { $0.fit.parameters } == b?.map { $0.fit.parameters }
    }
    print("thousand tasks, same on one core\t\(isSame)")
  }
}
