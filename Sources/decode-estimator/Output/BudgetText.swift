import DecodeTraces

/// `budget` for people.
struct BudgetText {
  private let head: BudgetReport.Head
  private let tasks: [BudgetedTask]

  init(_ head: BudgetReport.Head, tasks: [BudgetedTask]) {
    self.head = head
    self.tasks = tasks
  }

  func print() {
    let promise =
      Format.percent(head.level) + "/" + Format.percent(head.confidence)
    StandardOutput.print(
      "budget \(Format.milliseconds(head.budgetSeconds)) ms, of which prefill "
        + "\(Format.milliseconds(head.prefillSeconds)) ms\n\nlengths in tokens")
    printLengths(promise)
    StandardOutput.print("\ndecode time in ms: expected, and planned by scheme")
    printTimes()
    StandardOutput.print("\ndecision (scheme 4)")
    for task in tasks { printDecision(task) }
    StandardOutput.print(
      """

      \(promise): an upper confidence bound; with \
      \(Format.percent(head.confidence)) % confidence at most \
      \(Format.percent(1 - head.level)) % of
      answers are longer. Quantiles and P(over) are plug-in estimates and \
      promise nothing.
      """)
  }

  private func printLengths(_ promise: String) {
    var lengths = TextTable(
      "task", "answers", "mean", "P50", "P95", "P99", promise)
    for task in tasks {
      lengths.add(
        [task.task, "\(task.observations)", Format.number(task.mean)]
          + task.quantiles.map { Format.count($0.tokens) }
          + [task.bound.tokens.map { "≤ \($0)" } ?? "unbounded"])
    }
    lengths.print()
  }

  private func printTimes() {
    var times = TextTable(
      "task", "E[T]", "1 point", "2 quantile", "3 bound", "4 layered",
      "P(over)")
    for task in tasks {
      times.add(
        [task.task, Format.milliseconds(task.expectedSeconds)]
          + task.schemes.map {
            Format.milliseconds($0.plannedSeconds) + ($0.feasible ? " ✓" : " ✗")
          } + [Format.percent(task.violationProbability) + " %"])
    }
    times.print()
  }

  private func printDecision(_ task: BudgetedTask) {
    guard let scheme = task.schemes.last else { return }
    let verdict = scheme.feasible ? Style.good("fits") : Style.bad("refused")
    StandardOutput.print("\(printable(task.task)) \(verdict): \(scheme.reason)")
    if !scheme.feasible {
      StandardOutput.print(
        "  "
          + (task.largestCap.map { "max_tokens \($0) would fit" }
            ?? "not one token would fit"))
    }
    for caveat in task.caveats {
      StandardOutput.print("  \(caveat.caveat)")
    }
  }
}
