import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// `budget`: every task of a trace or model against one latency budget.
struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget",
    abstract: "Which tasks meet a latency budget, with what probability, and "
      + "why.")

  @Argument(help: "A trace, a count table, or a model.")
  var input: String

  @OptionGroup var limits: BudgetOptions

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

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requirePositive(maxTokens, "--max-tokens")
    try requireProbability(risk, "--risk")
    try requireProbability(confidence, "--confidence")
  }

  func run() throws {
    try reportingFailures {
      let fitted: DecodeModel
      switch try ModelFile.modelOrTimes(
        input, options, latency: latency, assumedCap: cap)
      {
      case .times(let histograms):
        return try BucketedBudget(
          histograms, limits, level: 1 - risk, confidence: confidence
        ).print(asJSON: options.json)
      case .model(let model): fitted = model
      }
      let model = try CompiledModel(fitted)
      try config?.require(in: model)
      let report = try BudgetReport(
        model,
        DecodeRequest(
          cap: maxTokens, configuration: config?.configuration,
          prefill: limits.prefill?.duration ?? .zero),
        within: LatencyBudget(total: limits.budget.duration), level: 1 - risk,
        confidence: confidence)
      let tasks = options.task.map { [TaskID($0)] } ?? model.taskIDs
      if options.json {
        try printJSON(report.head, last: "tasks", tasks) {
          try report.analysedTask($0)
        }
      } else {
        var text = BudgetText(report.head)
        try onAllCores(tasks) {
          BudgetText.Rows(try report.task($0))
        } take: {
          text.add($0)
        }
        text.print()
      }
    }
  }
}
