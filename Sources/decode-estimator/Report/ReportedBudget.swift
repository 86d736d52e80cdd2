/// What `budget --json` says, of the tasks that a report lists.
struct ReportedBudget: Encodable {
  let head: BudgetReport.Head
  let tasks: [AnalysedTask]

  init(_ source: ReportSource) throws {
    let report = try BudgetReport(
      source.model, source.request(nil), within: source.budget,
      level: source.level, confidence: source.confidence)
    head = report.head
    tasks = try source.listed.map(report.analysedTask)
  }

  private enum Key: CodingKey { case tasks }

  func encode(to encoder: any Encoder) throws {
    try head.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(tasks, forKey: .tasks)
  }
}
