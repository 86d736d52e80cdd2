import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import QuantileAccuracy

/// `report`: lengths, times and what a budget makes of them, in pictures.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "One page of pictures and numbers on a trace or a model and a "
      + "budget.",
    discussion: """
      html is one page that needs no network, for light and dark, phones and
      paper; json has its Vega-Lite specifications, numbers and what was
      assumed; svg are the survival curves, and of a trace the coverage of its
      forecasts, as one picture.

      Of a trace of at least 200 answers in order the second half is forecast
      from what came before, and plans are judged by it; --no-evaluate leaves
      that out. The 12 tasks with most answers are drawn, or the one that --task
      names.
      """)

  /// What is written.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case html
    case json
    case svg
  }

  @Argument(help: "A trace, a count table, or a model.")
  var input: String

  @OptionGroup var limits: BudgetOptions

  @Option(
    help: ArgumentHelp(
      "The file to write; standard output if none is given.",
      valueName: "file"))
  var output: String?

  @Option(help: "html, json or svg; by default what the file's name ends in.")
  var format: Kind?

  @Option(
    help: ArgumentHelp(
      "A latency table: first_tokens,last_tokens,milliseconds_per_token "
        + "(average over answers) or milliseconds_at_position."))
  var latency: String?

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded: those of N tokens "
        + "count as capped.",
      valueName: "N"))
  var cap: Int?

  @Option(
    help: ArgumentHelp(
      "max_tokens of the requests (default: the cap of the answers, if they "
        + "have one).",
      valueName: "N"))
  var maxTokens: Int?

  @Option(help: "The share of requests that may exceed the planned time.")
  var risk = 0.05

  @Option(help: "The confidence of bounds (schemes 3 and 4).")
  var confidence = 0.95

  @Option(help: ConfigurationArgument.help)
  var config: ConfigurationArgument?

  @Flag(
    inversion: .prefixedNo,
    help: "Judge forecasts and plans by the second half of a trace.")
  var evaluate = true

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requirePositive(maxTokens, "--max-tokens")
    try requireProbability(risk, "--risk")
    try requireProbability(confidence, "--confidence")
  }

  /// What is written, by the option or by the name of the file.
  private var kind: Kind {
    let ending = output?.split(separator: ".").last.map(String.init)
    return options.json ? .json : format ?? ending.flatMap(Kind.init) ?? .html
  }

  func run() throws {
    try reportingFailures {
      let source = try source()
      let text: String
      switch kind {
      case .html:
        text = try ReportPage(report: Report(source, evaluates: evaluate))
          .html()
      case .json:
        text = try jsonText(Report(source, evaluates: evaluate)) + "\n"
      case .svg:
        text = try SurvivalPicture(source).svg(
          below: evaluate ? reliability(source) : nil)
      }
      if let output {
        try AtomicFile.write(text, to: output)
        Notes.wrote(output)
      } else {
        StandardOutput.write(Array(text.utf8))
      }
    }
  }

  private func source() throws -> ReportSource {
    let (model, contents) = try ModelFile.modelAndAnswers(
      input, options, latency: latency, assumedCap: cap)
    let compiled = try CompiledModel(model)
    try config?.require(in: compiled)
    let ids =
      options.task.map { [TaskID($0)] }
      ?? compiled.taskIDs.sorted {
        let counts = [$0, $1].map { model.tables[$0]?.count ?? 0 }
        return counts[0] == counts[1] ? $0 < $1 : counts[0] > counts[1]
      }
    return ReportSource(
      name: input == "-"
        ? "standard input"
        : input.split(separator: "/").last.map(String.init) ?? input,
      model: compiled,
      answers: contents?.answers ?? [],
      assumptions: contents?.reports.flatMap { report in
        report.assumptions.map { "\(report.path): \($0.text)" }
      } ?? [],
      budget: LatencyBudget(total: limits.budget.duration),
      prefill: limits.prefill?.duration ?? .zero, level: 1 - risk,
      confidence: confidence, maxTokens: maxTokens,
      configuration: config?.configuration,
      tasks: Array(ids.prefix(ReportSource.mostTasks)),
      listed: options.task.map { [TaskID($0)] } ?? compiled.taskIDs,
      taskCount: options.task == nil ? ids.count : 1)
  }

  /// The picture of the default's coverage, where it can be judged.
  private func reliability(
    _ source: ReportSource
  ) throws -> (elements: String, height: Double)? {
    guard
      let reports = try AccuracyCharts(source)?.reports,
      let report = reports.first(where: {
        $0.method == AccuracyMethod.conditional.name
      })
    else { return nil }
    return (report.reliabilityPlot(), 380)
  }
}
