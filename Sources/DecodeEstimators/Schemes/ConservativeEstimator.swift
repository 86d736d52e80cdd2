import DecodeStatistics

/// Scheme 3: a time that answers exceed rarely, by an upper confidence bound
/// of a high quantile.
///
/// With probability of at least `confidence` over the answers that the model
/// was made from, at most 1 − `level` of all answers take longer than planned.
///
/// Where enough times of the configuration were measured, the bound is one of
/// measured times: an order statistic, exact whatever the noise, with no
/// planned length. Otherwise the length is bounded, by order statistics or,
/// where answers were cut, by the beta product of Kaplan–Meier, and its time
/// is the latency's; noise is convolved with what the answers tell of the
/// whole law of lengths, and a caveat says that it was estimated. Where the
/// answers are too few for the promise, the plan is the time of the cap, which
/// no answer can exceed; without a cap there is no finite plan.
public struct ConservativeEstimator: DecodeEstimator {
  /// The laws of the tasks.
  public let model: CompiledModel
  /// q, the level of the quantile that is bounded.
  public let level: Double
  /// The confidence of the bound; `nil` plans with the plug-in quantile, as
  /// tables of P95 and P99 do, and promises nothing.
  public let confidence: Double?

  /// What a plan from the start of an answer depends on.
  private struct PlanKey: Hashable, Sendable {
    var task: TaskID?
    var configuration: ServingConfiguration?
    var cap: Int?
  }

  /// Plans from the start of answers, so that an estimate looks them up.
  private let plans = Memo<PlanKey, ConservativePlan>(limit: 1 << 14)

  /// Plans with a bound of a quantile.
  ///
  /// - Parameters:
  ///   - model: The laws of the tasks.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1), or `nil` for the plug-in quantile.
  /// - Throws: `EstimationError.requestOutOfRange` for other probabilities.
  public init(
    _ model: CompiledModel, level: Double = 0.95, confidence: Double? = 0.95
  ) throws(EstimationError) {
    try EstimationError.require("level", inUnit: level)
    if let confidence {
      try EstimationError.require("confidence", inUnit: confidence)
    }
    self.model = model
    self.level = level
    self.confidence = confidence
  }

  /// Compiles a model and plans with a bound of a quantile.
  ///
  /// - Throws: `EstimationError` as `CompiledModel.init(_:)`, or for a
  ///   probability outside (0, 1).
  public init(
    _ model: DecodeModel, level: Double = 0.95, confidence: Double? = 0.95
  ) throws(EstimationError) {
    try self.init(CompiledModel(model), level: level, confidence: confidence)
  }

  /// The bound and the time that it takes.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    try estimate(request, scheme: .conservative)
  }

  func estimate(
    _ request: DecodeRequest, scheme: EstimationScheme
  ) throws(EstimationError) -> DecodeEstimate {
    guard let confidence else {
      return try model.estimate(request, planning: level, scheme: scheme)
    }
    return try model.estimate(
      request, scheme: scheme,
      rule: .bound(level: level, confidence: confidence)
    ) { () throws(EstimationError) in
      try bounded(request, scheme: scheme, confidence: confidence)
    }
  }

  private func bounded(
    _ request: DecodeRequest, scheme: EstimationScheme, confidence: Double
  ) throws(EstimationError) -> DecodeEstimate {
    var (task, estimate) = try model.prepare(
      request, scheme: scheme, kind: .upperConfidenceBound)
    guard !estimate.time.isOver || estimate.isBeyondTheData else {
      estimate.plan(tokens: estimate.time.generated)
      return estimate
    }
    var plan = try plan(task, request, cap: estimate.cap, confidence)
    if plan.isMeasured, model.tellsOfSteps(request) {
      plan.caveats.append(.boundOverAllLoads)
    }
    estimate.plan(plan)
    return estimate
  }

  /// The plan of a task, or of the tasks of a mixture, of which each takes its
  /// share of what may go wrong.
  private func plan(
    _ task: CompiledTask, _ request: DecodeRequest, cap: Int?,
    _ confidence: Double
  ) throws(EstimationError) -> ConservativePlan {
    guard task.members.isEmpty else {
      let share = 1 - (1 - confidence) / Double(task.members.count)
      var plan: ConservativePlan?
      for member in task.members {
        let next = try member.conservativePlan(
          level: level, confidence: share, for: request, cap: cap)
        plan = plan?.longer(next) ?? next
      }
      return plan ?? ConservativePlan()
    }
    func computed() throws(EstimationError) -> ConservativePlan {
      try task.conservativePlan(
        level: level, confidence: confidence, for: request, cap: cap)
    }
    guard request.generatedTokens == 0, !model.tellsOfSteps(request) else {
      return try computed()
    }
    return try plans.value(
      for: PlanKey(
        task: task.id, configuration: request.configuration, cap: cap),
      make: computed)
  }
}

extension DecodeEstimate {
  /// Plans with a bound.
  fileprivate mutating func plan(_ plan: ConservativePlan) {
    bound = plan.bound
    if let bound, plan.seconds != nil, bound.limit != .unbounded {
      kind = bound.kind
    }
    caveats += plan.caveats.filter { !caveats.contains($0) }
    plannedTokens = plan.tokens.map(Double.init)
    plannedTime = plan.seconds.map { .clamped(seconds: $0) }
    if let tokens = plan.tokens, tokens == cap {
      caveats.append(.atTheCap(tokens))
    }
  }
}
