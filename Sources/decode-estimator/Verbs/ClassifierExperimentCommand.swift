import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// `experiment classifier`: how well key words tell tasks, and what a wrong
/// label costs.
struct ClassifierExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "How well key words tell the task of a prompt, and what wrong "
      + "labels cost in broken plans.",
    discussion: """
      PROMPTS is CSV in UTF-8 with the columns task and prompt, the right task
      of each prompt, in quotes where there are commas or line ends within.
      Three classifiers are judged: published, the rules as they were printed;
      standard, the package's own; and learnt, a regression on the prompts'
      words, which tells each half of the prompts by what it learnt from the
      other. Of key words one is better than the other if of the prompts that
      only one of them tells right its share is above a half: the lower limit
      of Clopper and Pearson at --confidence.

      With --trace and --budget, wrong labels are priced. A prompt of task t
      taken for p is planned with the conservative time (scheme 3) of p and
      admitted if it fits into the budget, but its answer has the law of t.
      Exactly, from the laws, and weighted by the prompts:
        over plan      P(T of t > time planned for p), of prompts with a plan
        over budget    P(prefill + T of t > budget), of prompts admitted
        wasted         E[(time planned for p − T of t)⁺], of prompts admitted
      beside the same with right labels. A classifier's labels
        keep the promise       if over plan is at most --risk;
        break it               if it is above, and is not with right labels;
      if it is above with right labels too, the verdict says so.

      The JSON object has prompts, tasks and classifiers: for each its name,
      accuracy (correct, trials, estimate, lower, upper), classes (task,
      recall, precision, likewise) and confusion (truth, predicted, count);
      comparison (onlyStandardRight, onlyPublishedRight, better, sentence);
      learnt (onlyLearntRight, onlyKeywordsRight, keywords, logLoss, sentence);
      and where it is priced, cost in each classifier (labelled and right with
      count, admittedShare, overrunRate, violationRate, plannedSeconds and
      wastedSeconds; pairs; unknownTasks; verdict), and caveats.
      """)

  @Argument(help: "Labelled prompts.")
  var prompts: String

  @Option(help: "The header of the column of tasks.")
  var taskColumn = "task"

  @Option(help: "The header of the column of prompts.")
  var promptColumn = "prompt"

  @Option(
    help: ArgumentHelp(
      "A trace, a count table or a model, with the laws of the tasks.",
      valueName: "file"))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Prefill and decode together, such as 500ms.", valueName: "time"))
  var budget: DurationArgument?

  @Option(
    help: ArgumentHelp(
      "The time of the prefill phase (default: 0).", valueName: "time"))
  var prefill: DurationArgument?

  @Option(
    help: ArgumentHelp(
      "A latency table: first_tokens,last_tokens,milliseconds_per_token "
        + "(average over answers) or milliseconds_at_position."))
  var latency: String?

  @Option(help: ArgumentHelp("max_tokens of the requests.", valueName: "N"))
  var cap: Int?

  @Option(help: "The share of requests that may exceed the planned time.")
  var risk = 0.05

  @Option(help: "The confidence of bounds and limits.")
  var confidence = 0.95

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requireProbability(risk, "--risk")
    try requireProbability(confidence, "--confidence")
    guard (trace == nil) == (budget == nil) else {
      throw ValidationError(
        "wrong labels are priced by --trace and --budget: give both or none")
    }
    guard options.task == nil else {
      throw ValidationError("labels are of all tasks, so --task has no use")
    }
  }

  func run() throws {
    try reportingFailures {
      let rows = try LabelledPromptReader(
        taskColumn: taskColumn, promptColumn: promptColumn
      ).prompts(at: prompts)
      var output = try ClassifierOutput(rows, confidence: confidence)
      if let trace, let budget {
        let model = try CompiledModel(
          ModelFile.model(trace, orTrace: options, latency: latency))
        try output.price(
          model, level: 1 - risk, confidence: confidence,
          budget: LatencyBudget(total: budget.duration),
          prefill: prefill?.duration ?? .zero, cap: cap)
      }
      if options.json {
        try printJSON(output)
      } else {
        output.print(risk: risk)
      }
    }
  }
}
