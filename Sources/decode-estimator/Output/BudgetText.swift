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

  mutating func add(_ task: BudgetedTask) {
    lengths.add(
      [task.task, "\(task.observations)", Format.number(task.mean)]
        + task.quantiles.map { Format.count($0.tokens) }
        + [task.bound.tokens.map { "≤ \($0)" } ?? "unbounded"])
    times.add(
      [task.task, Format.milliseconds(task.expectedSeconds)]
        + task.schemes.map {
          Format.milliseconds($0.plannedSeconds) + ($0.feasible ? " ✓" : " ✗")
        } + [Format.percent(task.violationProbability) + " %"])
    addDecision(task)
  }

  private mutating func addDecision(_ task: BudgetedTask) {
    guard let scheme = task.schemes.last else { return }
    let verdict = scheme.feasible ? Style.good("fits") : Style.bad("refused")
    decisions += "\(printable(task.task)) \(verdict): \(scheme.reason)\n".utf8
    if !scheme.feasible {
      decisions +=
        (task.largestCap.map { "  max_tokens \($0) would fit\n" }
        ?? "  not one token would fit\n").utf8
    }
    for caveat in task.caveats { decisions += "  \(caveat.caveat)\n".utf8 }
  }

  func print() {
    StandardOutput.print(
      "budget \(Format.milliseconds(head.budgetSeconds)) ms, of which prefill "
        + "\(Format.milliseconds(head.prefillSeconds)) ms\n\nlengths in tokens")
    lengths.print()
    StandardOutput.print("\ndecode time in ms: expected, and planned by scheme")
    times.print()
    StandardOutput.print("\ndecision (scheme 4)")
    for line in decisions.split(separator: UInt8(ascii: "\n")) {
      StandardOutput.print(String(decoding: line, as: UTF8.self))
    }
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
