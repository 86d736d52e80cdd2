import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import QuantileAccuracy

/// `experiment utilization`: whether the conservative estimate is too much so.
struct UtilizationExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "utilization",
    abstract: "Whether the conservative estimate is too conservative: every "
      + "scheme plans by one part of a trace and is judged by the other.",
    discussion: """
      The first rows make the model, the others judge it: a trace should be in
      order of time. A count table has no order, so each of its counts is
      divided in proportion, and no drift shows. An answer took its decode_ms,
      where the trace has them, or else what --latency says for its tokens;
      plans are by the same: by measured times where there are any and no
      --latency is given.

      The conservative estimate (scheme 3) is
        not conservative enough  if answers took longer than planned more
                                 often than --risk: the lower limit of their
                                 share is above it;
        too conservative         if it planned more than 1.25 times the time
                                 of the plan in hindsight, which is the
                                 quantile of the judged answers themselves;
        not too conservative     otherwise; without a finite plan, or where
                                 cancelled answers hide what would have done,
                                 the verdict says so.
      Limits are those of Clopper and Pearson at --confidence.

      3 conditional plans each answer by the conformal bound of its own
      forecast, from what is known of the request (fit --conditional), and goes
      on learning: outcomes are known after their measured times where the
      trace has timestamps and times, else at once.

      The JSON object has budgetSeconds, level, confidence, trainCount,
      testCount, split, verdict (answer, excess, sentence), conditional (ratio
      of its planned time to that of scheme 3, overrunRate, sentence; null for
      count tables) and rows: for each
      policy its kind, admitted, unplanned, the rates overruns (of all answers
      with a plan), violations (of admitted ones) and falseRejections (of
      refused ones) with events, undetermined (cancelled), trials, estimate,
      lower and upper, and plannedSeconds, reservedSeconds, usedSeconds,
      overrunSeconds, wastedSeconds and utilization.
      """)

  @Argument(help: "A trace or count table.")
  var trace: String

  @OptionGroup var limits: BudgetOptions

  @Option(
    help: ArgumentHelp(
      "A latency table: first_tokens,last_tokens,milliseconds_per_token "
        + "(average over answers) or milliseconds_at_position."))
  var latency: String?

  @Option(
    help: ArgumentHelp(
      "max_tokens of requests of which none is recorded; answers of N tokens "
        + "count as capped.",
      valueName: "N"))
  var cap: Int?

  @Option(help: "The share of the answers that makes the model.")
  var split = 0.5

  @Option(help: "The share of requests that may exceed the planned time.")
  var risk = 0.05

  @Option(help: "The confidence of bounds, and of the limits of rates.")
  var confidence = 0.95

  @Option(
    help: ArgumentHelp(
      "A further way to plan, by a method of the verb bound: one of "
        + BoundMethod.allCases.map(\.rawValue).joined(separator: ", ")
        + ". May be given several times.",
      valueName: "method"))
  var bound: [BoundMethod] = []

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requireProbability(split, "--split")
    try requireProbability(risk, "--risk")
    try requireProbability(confidence, "--confidence")
  }

  func run() throws {
    try reportingFailures {
      let contents = try options.contents(
        of: [trace], assumedCap: cap, keeping: .all)
      let rows = contents.answers
      let isCounted = rows.contains { $0.count > 1 }
      let order: AccuracySplit =
        isCounted ? .proportional(split) : .temporal(split)
      let prefill = limits.prefill?.duration ?? .zero
      let suite: AccuracySuite
      do throws(AccuracyError) {
        suite = try AccuracySuite(
          rows.map { answer in
            var answer = answer
            if answer.prefillTime == nil { answer.request.prefill = prefill }
            return answer
          }, split: order, delay: OutcomeDelay(for: rows))
      } catch {
        throw Failure.badData("\(trace): \(error)")
      }
      let backtest = try Backtest(
        suite,
        latency: try latency.map(LatencyModel.init(contentsOf:)),
        convention: contents.convention ?? .everyTokenIsAStep)
      if isCounted {
        Notes.say(
          "\(trace): counts have no order, so each is divided in "
            + "proportion")
      }
      if backtest.model.model.isLatencyAssumed {
        Notes.say("\(Caveat.assumedLatency)")
      }
      let output = UtilizationOutput(
        try backtest.report(
          budget: LatencyBudget(total: limits.budget.duration),
          level: 1 - risk, confidence: confidence,
          others: bound.map { ($0.rawValue, estimator($0, backtest.model)) }),
        split: isCounted ? "proportional" : "temporal")
      if options.json {
        try printJSON(output)
      } else {
        output.print()
      }
    }
  }

  /// Plans with bounds of each task; where there is none, with the cap.
  private func estimator(
    _ method: BoundMethod, _ model: CompiledModel
  ) -> BoundEstimator {
    var bounds: [TaskID: Bound] = [:]
    for id in model.taskIDs {
      guard let table = model.model.tables[id] else { continue }
      do throws(BoundError) {
        bounds[id] = try method.bound(
          table, level: 1 - risk, confidence: confidence,
          family: nil, replicates: 999, seed: 1)
      } catch {
        Notes.say("task \(id), \(method.rawValue): \(error)")
      }
    }
    return BoundEstimator(model, bounds: bounds)
  }
}
