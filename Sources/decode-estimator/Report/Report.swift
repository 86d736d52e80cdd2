import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// A report before it is written: pictures, numbers and what was assumed.
struct Report: Encodable {
  /// A table of numbers, in text as it is shown.
  struct Table: Encodable {
    var title: String
    var header: [String]
    var rows: [[String]]
  }

  var title: String
  /// What is decided, a sentence each.
  var summary: [String]
  var budget: ReportedBudget
  var charts: [Chart]
  var tables: [Table]
  var assumptions: [String]
  /// The files behind the model.
  var sources: [ModelProvenance.Source]
  var software = ReleaseVersion.software
  var created = Clock.now

  init(_ source: ReportSource, evaluates: Bool) throws {
    title =
      "Decode times of \(source.name), budget "
      + Format.time(source.budget.total.inSeconds)
    let report = try ReportedBudget(source)
    budget = report
    sources = source.model.model.provenance.sources
    summary = Self.summary(report, source)
    let all = TraceCharts(source: source)
    charts = [all.overview(report)]
    if let chart = try all.configurations() { charts.append(chart) }
    let progress = ProgressLine("drawing tasks")
    for (place, id) in source.tasks.enumerated() {
      progress.update(steps: place, of: source.tasks.count)
      guard let table = source.model.model.tables[id],
        let result = report.tasks.first(where: { $0.task.task == id.rawValue })
      else { continue }
      charts += try LengthCharts(source, id, table).charts()
      charts += try TimeCharts(source, id).charts(result)
    }
    progress.finish()
    if let chart = all.drift() { charts.append(chart) }
    tables = Self.tables(report)
    if evaluates {
      do {
        if let accuracy = try AccuracyCharts(source) {
          charts += try accuracy.charts()
          tables.append(Self.table(accuracy.reports))
        }
      } catch {
        Notes.say("the report has no evaluation: \(error)")
      }
    }
    assumptions = Self.assumptions(report, source)
  }

  private static func summary(
    _ report: ReportedBudget, _ source: ReportSource
  ) -> [String] {
    let head = report.head
    let last = report.tasks.map {
      ($0.task, $0.task.schemes.last?.feasible ?? false)
    }
    let good = last.count { $0.1 }
    var lines = [
      "\(good) of \(last.count) tasks fit "
        + "\(Format.time(head.budgetSeconds)) with a prefill of "
        + "\(Format.time(head.prefillSeconds)), by scheme 4: "
        + "planned at \(Format.level(head.level)), promised with "
        + "\(Format.percent(head.confidence)) % confidence."
    ]
    for (task, fits) in last.prefix(ReportSource.mostTasks) {
      lines.append(
        "\(task.task) \(fits ? "fits" : "does not fit"): "
          + (task.schemes.last?.reason ?? ""))
    }
    if source.taskCount > source.tasks.count {
      lines.append(
        "The \(source.tasks.count) largest of \(source.taskCount) tasks are "
          + "drawn; --task NAME draws another.")
    }
    return lines
  }

  private static func assumptions(
    _ report: ReportedBudget, _ source: ReportSource
  ) -> [String] {
    var lines = source.assumptions
    for entry in source.model.model.provenance.sources {
      lines += (entry.assumptions ?? []).map { "\(entry.name): \($0)" }
    }
    lines.append("\(source.model.model.convention)")
    for task in report.tasks.prefix(ReportSource.mostTasks) {
      lines += task.task.caveats.map { "\(task.task.task): \($0.caveat)" }
    }
    lines.append(
      "Bounds promise what they say if answers are independent draws of one "
        + "law; drift voids that.")
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }
}
