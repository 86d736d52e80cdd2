import DecodeEstimators
import DecodeStatistics

/// What `budget` finds, a task at a time: a model may have many.
struct BudgetReport: Sendable {
  /// What is said before the tasks.
  struct Head: Encodable, Sendable {
    var budgetSeconds: Double
    var prefillSeconds: Double
    var level: Double
    var confidence: Double
  }

  let head: Head
  private let model: CompiledModel
  private let request: DecodeRequest
  private let budget: LatencyBudget
  private let estimators: [any DecodeEstimator]

  /// Decides by every scheme; `request` is what all requests have in common.
  init(
    _ model: CompiledModel, _ request: DecodeRequest,
    within budget: LatencyBudget, level: Double, confidence: Double
  ) throws {
    let conservative = try ConservativeEstimator(
      model, level: level, confidence: confidence)
    estimators = [
      PointEstimator(model),
      try DistributionalEstimator(model, level: level),
      conservative,
      try LayeredEstimator(conservative),
    ]
    head = Head(
      budgetSeconds: budget.total.inSeconds,
      prefillSeconds: request.prefill.inSeconds, level: level,
      confidence: confidence)
    self.model = model
    self.request = request
    self.budget = budget
  }

  /// What is said of a task to people.
  func task(_ id: TaskID) throws -> BudgetedTask {
    try BudgetedTask(
      id, model[id].table, decisions(id), reasons: .last, level: head.level,
      confidence: head.confidence)
  }

  /// The same with every measure of risk, as `--json` has it.
  func analysedTask(_ id: TaskID) throws -> AnalysedTask {
    let decisions = try decisions(id)
    let analysis = try BudgetAnalysis(
      decisions[decisions.count - 1], for: request(id), within: budget,
      model: model, risk: 1 - head.level, confidence: head.confidence)
    return AnalysedTask(
      task: try BudgetedTask(
        id, model[id].table, decisions, reasons: .all, level: head.level,
        confidence: head.confidence),
      analysis: try AnalysisOutput(analysis, level: head.level, aversion: 1))
  }

  private func request(_ id: TaskID) -> DecodeRequest {
    var request = request
    request.task = id
    return request
  }

  private func decisions(_ id: TaskID) throws -> [BudgetDecision] {
    try estimators.map { try $0.decide(request(id), within: budget) }
  }
}

/// A task under a budget, by every scheme.
struct BudgetedTask: Encodable {
  struct SchemeResult: Encodable {
    var scheme: Int?
    @Nullable var plannedSeconds: Double?
    var feasible: Bool
    var reason: String
  }

  /// Whose sentences are made: they are most of what a task takes.
  enum Reasons { case all, last }

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
  var caveats: [CaveatText]
}

/// A caveat, written as its sentence.
struct CaveatText: Encodable {
  var caveat: Caveat

  func encode(to encoder: any Encoder) throws {
    try caveat.description.encode(to: encoder)
  }
}

extension BudgetedTask {
  init(
    _ id: TaskID, _ table: LifeTable, _ decisions: [BudgetDecision],
    reasons: Reasons, level: Double, confidence: Double
  ) throws {
    let last = decisions.count - 1
    let decision = decisions[last]
    let estimate = decision.estimate
    let bound = try table.orderStatisticBound(
      level: level, confidence: confidence)
    self.init(
      task: id.rawValue, observations: table.count, cap: estimate.cap,
      mean: table.recordedMean ?? 0,
      expectedTokens: estimate.expectedTokens,
      expectedSeconds: estimate.expectedTime?.inSeconds,
      quantiles: QuantileOutput.standard(estimate),
      bound: BoundOutput(bound, cap: estimate.cap),
      violationProbability: decision.violationProbability,
      largestCap: decision.largestCap,
      schemes: decisions.enumerated().map { index, decision in
        SchemeResult(
          scheme: decision.estimate.scheme.number,
          plannedSeconds: decision.estimate.plannedTime?.inSeconds,
          feasible: decision.isFeasible,
          reason: reasons == .all || index == last ? decision.reason : "")
      },
      caveats: estimate.caveats.map { CaveatText(caveat: $0) })
  }
}

/// A task with its measures of risk.
struct AnalysedTask: Encodable {
  var task: BudgetedTask
  var analysis: AnalysisOutput

  private enum Key: CodingKey { case analysis }

  func encode(to encoder: any Encoder) throws {
    try task.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(analysis, forKey: .analysis)
  }
}
