import DecodeEstimators
import DecodeStatistics

/// What `budget` says of the tasks of a report, all at once.
struct ReportedBudget: Encodable {
  var head: BudgetReport.Head
  var tasks: [AnalysedTask]

  init(_ source: ReportSource) throws {
    let report = try BudgetReport(
      source.model,
      DecodeRequest(
        cap: source.maxTokens, configuration: source.configuration,
        prefill: source.prefill),
      within: source.budget, level: source.level,
      confidence: source.confidence)
    head = report.head
    tasks = try source.listed.map(report.analysedTask)
  }

  private enum CodingKeys: CodingKey { case tasks }

  func encode(to encoder: any Encoder) throws {
    try head.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tasks, forKey: .tasks)
  }
}
