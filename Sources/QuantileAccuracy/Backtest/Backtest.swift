public import DecodeEstimators
public import DecodeStatistics

/// Plans made from one part of a trace, judged by the other.
///
/// ```swift
/// let backtest = try Backtest(AccuracySuite(answers))
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
  /// The answers that the model was made from.
  public let learnt: [RecordedAnswer]
  /// The answers judged.
  public let judged: [RecordedAnswer]
  /// When outcomes are known to a plan that goes on learning.
  public let delay: OutcomeDelay

  /// Makes the models of both parts of a suite's answers.
  ///
  /// - Parameters:
  ///   - suite: The answers and their split, which has one part to learn from.
  ///   - latency: The time of each position; without one the measured times
  ///     that judge are those that plan, and where none were measured the
  ///     published figures of a vision-language model are assumed.
  ///   - convention: Which output tokens are decode steps.
  /// - Throws: `AccuracyError.manyParts` for a split into more parts,
  ///   `EstimationError` for answers that make no model, `DecodeTimeError` for
  ///   measured times that allow no fit.
  public init(
    _ suite: AccuracySuite, latency: LatencyModel? = nil,
    convention: DecodeStepConvention = .everyTokenIsAStep
  ) throws {
    guard suite.folds.count == 1, let fold = suite.folds.first else {
      throw AccuracyError.manyParts(suite.split)
    }
    func model(_ rows: [AccuracyFold.Row]) throws -> CompiledModel {
      let answers = rows.map(\.answer)
      var model = DecodeModel(
        tables: try LifeTables(answers), latency: latency,
        convention: convention)
      if latency == nil { _ = try model.fitTimes(answers) }
      return try CompiledModel(model)
    }
    self.model = try model(fold.training)
    hindsight = try model(fold.judged)
    learnt = fold.training.map(\.answer)
    judged = fold.judged.map(\.answer)
    delay = suite.split.isInOrderOfTime ? suite.delay : .none
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
    do throws(LengthLawError) {
      return try tally.row(policy, confidence: confidence)
    } catch {
      throw .law(error)
    }
  }
}
