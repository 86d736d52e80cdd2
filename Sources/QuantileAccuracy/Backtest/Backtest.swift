public import DecodeEstimators
public import DecodeStatistics

/// Plans made from one part of a trace, judged by the other.
///
/// ```swift
/// let backtest = try Backtest(answers, split: 0.5)
/// let report = try backtest.report(
///   budget: LatencyBudget(total: .seconds(20)), level: 0.95)
/// report.verdict.sentence
/// ```
///
/// An answer took its measured decode time, or that of the latency model for
/// its tokens. Under the cap it was generated with that is exact also where
/// the answer was cut, for min(N, c) = c then; of a cancelled answer it is only
/// known to be a lower limit, and it is counted as `BacktestRate` says.
public struct Backtest: Sendable {
  /// The model of the first part, which plans.
  public let model: CompiledModel
  /// The model of the judged part, for plans in hindsight.
  public let hindsight: CompiledModel
  /// The answers judged.
  public let judged: [RecordedAnswer]

  /// Divides a trace and makes the models.
  ///
  /// - Parameters:
  ///   - answers: The answers, in order of time.
  ///   - split: The share that makes the model, in (0, 1).
  ///   - order: How they are divided.
  ///   - latency: The time of each position; without one the published
  ///     figures of a vision-language model are assumed.
  ///   - convention: Which output tokens are decode steps.
  /// - Throws: `EstimationError` for another share, or one that leaves a part
  ///   empty, and for answers that make no model.
  public init(
    _ answers: [RecordedAnswer], split: Double = 0.5,
    order: BacktestSplit = .temporal, latency: LatencyModel? = nil,
    convention: DecodeStepConvention = .everyTokenIsAStep
  ) throws(EstimationError) {
    try EstimationError.require("split", inUnit: split)
    let parts = order.parts(of: answers, share: split)
    guard !parts.training.isEmpty, !parts.judged.isEmpty else {
      throw .requestOutOfRange(
        "split", found: "\(split)",
        accepted: "a share that leaves answers on both sides of "
          + "\(parts.training.count + parts.judged.count)")
    }
    func model(
      _ answers: [RecordedAnswer]
    ) throws(EstimationError) -> CompiledModel {
      let tables: LifeTables
      do throws(LifeTableError) {
        tables = try LifeTables(answers)
      } catch {
        throw .table(error)
      }
      return try CompiledModel(
        DecodeModel(tables: tables, latency: latency, convention: convention))
    }
    self.model = try model(parts.training)
    hindsight = try model(parts.judged)
    judged = parts.judged
  }

  /// Answers that the model was made from.
  public var trainCount: Int { model.model.tables.count }

  /// Answers judged.
  public var testCount: Int { hindsight.model.tables.count }

  /// What would have become of the judged answers under an estimator.
  ///
  /// - Parameters:
  ///   - policy: The name of the row.
  ///   - estimator: Plans and decides.
  ///   - budget: The time for prefill and decode of each answer.
  ///   - confidence: Of the limits of all rates, in (0, 1).
  /// - Returns: The row.
  /// - Throws: `EstimationError` for a request or a confidence out of range.
  public func row(
    _ policy: String, _ estimator: some DecodeEstimator,
    within budget: LatencyBudget, confidence: Double = 0.95
  ) throws(EstimationError) -> BacktestRow {
    let convention = model.model.convention
    var plans: [DecodeRequest: BacktestPlan] = [:]
    var tally = BacktestTally()
    for answer in judged {
      var plan = plans[answer.request]
      if plan == nil {
        let decision = try estimator.decide(answer.request, within: budget)
        plan = BacktestPlan(
          seconds: decision.estimate.plannedTime?.inSeconds,
          isAdmitted: decision.isFeasible, kind: decision.estimate.kind)
        plans[answer.request] = plan
      }
      guard let plan else { continue }
      let latency = try model[
        answer.request.task, answer.request.configuration
      ].times.latency
      tally.add(
        answer,
        seconds: answer.decodeTime?.inSeconds
          ?? convention.decodeTime(latency, tokens: answer.tokens),
        plan: plan,
        left: (budget.total - answer.request.prefill).inSeconds)
    }
    do throws(ScoringError) {
      return try tally.row(policy, confidence: confidence)
    } catch {
      throw .scoring(error)
    }
  }
}
