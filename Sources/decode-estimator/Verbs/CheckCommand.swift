import ArgumentParser
import DecodeEstimators
import DecodeStatistics

/// `check`: whether one request fits into a budget, as the exit code.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Whether a request meets a latency budget: exit code 0 if it "
      + "does, 1 if not.")

  @OptionGroup var options: ModelOptions

  @OptionGroup var limits: BudgetOptions

  @Option(help: "The task.")
  var task: String?

  @Option(help: "A prompt, whose task is told by its key words.")
  var prompt: String?

  @OptionGroup var schemes: SchemeOptions

  func validate() throws {
    guard (task == nil) != (prompt == nil) else {
      throw ValidationError("give either --task or --prompt")
    }
  }

  func run() throws {
    try reportingFailures {
      let model = try options.compiled()
      let id =
        task.map { TaskID($0) }
        ?? KeywordTaskClassifier.standard.classify(prompt ?? "")
      let decision = try schemes.estimator(
        schemes.scheme(or: .layered), model
      ).decide(
        DecodeRequest(
          task: id, cap: options.cap,
          prefill: limits.prefill?.duration ?? .zero),
        within: LatencyBudget(total: limits.budget.duration))
      if options.json {
        try printJSON(CheckOutput(decision, task: id))
      } else {
        print(decision, id)
      }
      if !decision.isFeasible { throw ExitCode(1) }
    }
  }

  private func print(_ decision: BudgetDecision, _ id: TaskID) {
    let verdict =
      decision.isFeasible ? Style.good("feasible") : Style.bad("not feasible")
    Swift.print("\(id): \(verdict): \(decision.reason)")
    Swift.print(
      """
      expected  \(Format.milliseconds(decision.expectedTime.inSeconds)) ms
      planned   \(Format.milliseconds(decision.plannedTime?.inSeconds)) ms \
      (\(decision.estimate.kind.rawValue))
      P(over)   \(Format.percent(decision.violationProbability)) %
      slack     \(Format.milliseconds(decision.slack?.inSeconds)) ms
      largest max_tokens that always fits: \(Format.count(decision.largestCap))
      """)
    for caveat in decision.estimate.caveats { Swift.print("caveat: \(caveat)") }
  }
}

/// The JSON of a decision.
private struct CheckOutput: Encodable {
  var task: String
  var scheme: Int
  var feasible: Bool
  @Nullable var refusedBy: String?
  var reason: String
  var expectedSeconds: Double
  @Nullable var plannedSeconds: Double?
  var violationProbability: Double
  @Nullable var slackSeconds: Double?
  @Nullable var largestCap: Int?
  var kind: String
  var caveats: [String]

  init(_ decision: BudgetDecision, task: TaskID) {
    self.task = task.rawValue
    scheme = decision.estimate.scheme.rawValue
    feasible = decision.isFeasible
    refusedBy = decision.refusedBy?.rawValue
    reason = decision.reason
    expectedSeconds = decision.expectedTime.inSeconds
    plannedSeconds = decision.plannedTime?.inSeconds
    violationProbability = decision.violationProbability
    slackSeconds = decision.slack?.inSeconds
    largestCap = decision.largestCap
    kind = decision.estimate.kind.rawValue
    caveats = decision.estimate.caveats.map(\.description)
  }
}
