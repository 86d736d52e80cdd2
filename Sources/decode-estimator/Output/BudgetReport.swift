import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// What `budget` finds, as JSON that other programs rely on.
struct BudgetReport: Encodable {
  struct SchemeResult: Encodable {
    var scheme: Int?
    @Nullable var plannedSeconds: Double?
    var feasible: Bool
    var reason: String
  }

  struct TaskResult: Encodable {
    var task: String
    var observations: Int
    @Nullable var cap: Int?
    var mean: Double
    var expectedTokens: Double
    @Nullable var expectedSeconds: Double?
    var quantiles: [QuantileOutput]
    var bound: BoundOutput
    var violationProbability: Double
    @Nullable var largestCap: Int?
    var schemes: [SchemeResult]
    var analysis: AnalysisOutput
    var caveats: [String]
  }

  var budgetSeconds: Double
  var prefillSeconds: Double
  var level: Double
  var confidence: Double
  var tasks: [TaskResult]

  /// Decides for every task by every scheme.
  init(
    _ model: CompiledModel, tasks: [TaskID], cap: Int?,
    configuration: ServingConfiguration? = nil, level: Double,
    confidence: Double,
    prefill: Duration, budget: Duration
  ) throws {
    let conservative = try ConservativeEstimator(
      model, level: level, confidence: confidence)
    let estimators: [any DecodeEstimator] = [
      PointEstimator(model),
      try DistributionalEstimator(model, level: level),
      conservative,
      try LayeredEstimator(conservative),
    ]
    budgetSeconds = budget.inSeconds
    prefillSeconds = prefill.inSeconds
    self.level = level
    self.confidence = confidence
    self.tasks = try tasks.map { id in
      let request = DecodeRequest(
        task: id, cap: cap, configuration: configuration, prefill: prefill)
      let decisions = try estimators.map {
        try $0.decide(request, within: LatencyBudget(total: budget))
      }
      let analysis = try BudgetAnalysis(
        decisions[decisions.count - 1], for: request,
        within: LatencyBudget(total: budget), model: model, risk: 1 - level,
        confidence: confidence)
      return try Self.result(
        id, try model[id].table, decisions, analysis, level: level,
        confidence: confidence)
    }
  }

  private static func result(
    _ id: TaskID, _ table: LifeTable, _ decisions: [BudgetDecision],
    _ analysis: BudgetAnalysis, level: Double, confidence: Double
  ) throws -> TaskResult {
    let decision = decisions[decisions.count - 1]
    let estimate = decision.estimate
    let bound = try table.orderStatisticBound(
      level: level, confidence: confidence)
    return TaskResult(
      task: id.rawValue, observations: table.count, cap: estimate.cap,
      mean: table.recordedMean ?? 0,
      expectedTokens: estimate.expectedTokens,
      expectedSeconds: estimate.expectedTime?.inSeconds,
      quantiles: QuantileOutput.standard(estimate),
      bound: BoundOutput(bound, cap: estimate.cap),
      violationProbability: decision.violationProbability,
      largestCap: decision.largestCap,
      schemes: decisions.map {
        SchemeResult(
          scheme: $0.estimate.scheme.number,
          plannedSeconds: $0.estimate.plannedTime?.inSeconds,
          feasible: $0.isFeasible, reason: $0.reason)
      },
      analysis: try AnalysisOutput(analysis, level: level, aversion: 1),
      caveats: estimate.caveats.map(\.description))
  }
}

extension BudgetReport {
  /// Prints the report for people.
  func print() {
    let promise = Format.percent(level) + "/" + Format.percent(confidence)
    StandardOutput.print(
      "budget \(Format.milliseconds(budgetSeconds)) ms, of which prefill "
        + "\(Format.milliseconds(prefillSeconds)) ms\n\nlengths in tokens")
    var lengths = TextTable(
      "task", "answers", "mean", "P50", "P95", "P99", promise)
    for task in tasks {
      lengths.add(
        [task.task, "\(task.observations)", Format.number(task.mean)]
          + task.quantiles.map { Format.count($0.tokens) }
          + [task.bound.tokens.map { "≤ \($0)" } ?? "unbounded"])
    }
    lengths.print()
    StandardOutput.print("\ndecode time in ms: expected, and planned by scheme")
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
    StandardOutput.print("\ndecision (scheme 4)")
    for task in tasks { printDecision(task) }
    StandardOutput.print(
      """

      \(promise): an upper confidence bound; with \
      \(Format.percent(confidence)) % confidence at most \
      \(Format.percent(1 - level)) % of
      answers are longer. Quantiles and P(over) are plug-in estimates and \
      promise nothing.
      """)
  }

  private func printDecision(_ task: TaskResult) {
    guard let scheme = task.schemes.last else { return }
    let verdict = scheme.feasible ? Style.good("fits") : Style.bad("refused")
    StandardOutput.print("\(printable(task.task)) \(verdict): \(scheme.reason)")
    if !scheme.feasible {
      StandardOutput.print(
        "  "
          + (task.largestCap.map { "max_tokens \($0) would fit" }
            ?? "not one token would fit"))
    }
    for caveat in task.caveats { StandardOutput.print("  \(caveat)") }
  }
}
