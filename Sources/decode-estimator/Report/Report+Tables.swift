import QuantileAccuracy

extension Report {
  /// The most tasks in a table.
  static let mostRows = 500

  /// The numbers of a budget, by task.
  static func tables(_ report: ReportedBudget) -> [Table] {
    let level = Format.level(report.head.level)
    let analysed = report.tasks.prefix(mostRows)
    let budget = Table(
      title: "Budget, times in ms",
      header: [
        "task", "answers", "expected", "scheme 1", "scheme 2", "scheme 3",
        "scheme 4", "P(over) %", "P(over) at most %", "max_tokens that fits",
        "verdict",
      ],
      rows: analysed.map { entry in
        let task = entry.task
        let planned = (1...4).map { number in
          Format.milliseconds(
            task.schemes.first { $0.scheme == number }?.plannedSeconds)
        }
        let promised = entry.analysis.violationProbabilities
          .upperConfidenceBound
        return [
          task.task, "\(task.observations)",
          Format.milliseconds(task.expectedSeconds),
        ] + planned + [
          Format.percent(task.violationProbability),
          promised.map(Format.percent) ?? "—", Format.count(task.largestCap),
          task.schemes.last?.feasible == true ? "fits" : "does not fit",
        ]
      })
    let lengths = Table(
      title: "Lengths in tokens, decode times in ms",
      header: ["task", "mean", "cap"]
        + ["P50", "P95", "P99"].flatMap { ["\($0) tokens", "\($0) ms"] }
        + ["\(level) bound, tokens"],
      rows: analysed.map(\.task).map { task in
        [
          task.task, Format.number(task.expectedTokens),
          Format.count(task.cap),
        ]
          + task.quantiles.flatMap {
            [Format.count($0.tokens), Format.milliseconds($0.seconds)]
          } + [Format.count(task.bound.tokens)]
      })
    let risks = Table(
      title: "Risk of prefill + T, in ms",
      header: ["task", "least budget"]
        + (report.tasks.first?.analysis.risks.map(\.measure.rawValue) ?? []),
      rows: analysed.map { entry in
        [
          entry.task.task,
          Format.milliseconds(entry.analysis.leastBudgetSeconds),
        ] + entry.analysis.risks.map { Format.milliseconds($0.seconds) }
      })
    return [budget, lengths, risks]
  }

  /// What was judged.
  static func table(_ reports: [AccuracyReport]) -> Table {
    let levels = reports.first?.levels.map(\.level) ?? []
    return Table(
      title: "Accuracy on \(reports.first?.testCount ?? 0) answers",
      header: ["method"] + levels.map { "coverage at \(Format.level($0)) %" }
        + ["mean pinball, tokens", "CRPS", "verdict"],
      rows: reports.map { report in
        [report.method]
          + report.levels.map { level in
            Format.number(
              Double(level.coverage.covered) / Double(level.coverage.trials)
                * 100, 1)
          } + [
            Format.number(report.meanPinball), Format.number(report.crps),
            "\(report.verdict)",
          ]
      })
  }
}
