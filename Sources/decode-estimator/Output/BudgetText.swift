import DecodeTraces

/// `budget` for people: two tables and a sentence a task, of which nothing but
/// the text is kept until all tasks are known.
struct BudgetText {
  private let head: BudgetReport.Head
  private var lengths: TextTable
  private var times = TextTable(
    "task", "E[T]", "1 point", "2 quantile", "3 bound", "4 layered", "P(over)")
  private var decisions: [UInt8] = []

  init(_ head: BudgetReport.Head) {
    self.head = head
    lengths = TextTable(
      "task", "answers", "mean", "P50", "P95", "P99", Self.promise(head))
  }

  private static func promise(_ head: BudgetReport.Head) -> String {
    Format.percent(head.level) + "/" + Format.percent(head.confidence)
  }

  /// What is printed of a task: a row of each table, and its decision.
  struct Rows: Sendable {
    fileprivate let lengths: [String]
    fileprivate let times: [String]
    fileprivate let decision: [UInt8]

    init(_ task: BudgetedTask) {
      let lengths =
        [task.task, "\(task.observations)", Format.number(task.mean)]
        + task.quantiles.map { Format.count($0.tokens) }
        + [task.bound.tokens.map { "≤ \($0)" } ?? "unbounded"]
      let times =
        [task.task, Format.milliseconds(task.expectedSeconds)]
        + task.schemes.map {
          Format.milliseconds($0.plannedSeconds) + ($0.feasible ? " ✓" : " ✗")
        } + [Format.percent(task.violationProbability) + " %"]
      self.lengths = lengths.map { printable($0) }
      self.times = times.map { printable($0) }
      decision = Self.decision(task)
    }

    private static func decision(_ task: BudgetedTask) -> [UInt8] {
      guard let scheme = task.schemes.last else { return [] }
      let verdict = scheme.feasible ? Style.good("fits") : Style.bad("refused")
      var text = "\(printable(task.task)) \(verdict): \(scheme.reason)\n"
      if !scheme.feasible {
        text +=
          task.largestCap.map { "  max_tokens \($0) would fit\n" }
          ?? "  not one token would fit\n"
      }
      for caveat in task.caveats { text += "  \(caveat.caveat)\n" }
      return Array(printableLines(text).utf8)
    }
  }

  mutating func add(_ rows: Rows) {
    lengths.addPrintable(rows.lengths)
    times.addPrintable(rows.times)
    decisions += rows.decision
  }

  func print() {
    StandardOutput.print(
      "budget \(Format.milliseconds(head.budgetSeconds)) ms, of which prefill "
        + "\(Format.milliseconds(head.prefillSeconds)) ms\n\nlengths in tokens")
    lengths.print()
    StandardOutput.print("\ndecode time in ms: expected, and planned by scheme")
    times.print()
    StandardOutput.print("\ndecision (scheme 4)")
    StandardOutput.write(decisions)
    StandardOutput.print(
      """

      \(Self.promise(head)): an upper confidence bound; with \
      \(Format.percent(head.confidence)) % confidence at most \
      \(Format.percent(1 - head.level)) % of
      answers are longer. Quantiles and P(over) are plug-in estimates and \
      promise nothing.
      """)
  }
}
