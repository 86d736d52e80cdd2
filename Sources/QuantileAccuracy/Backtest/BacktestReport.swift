public import DecodeEstimators
import DecodeStatistics

/// How the ways to plan fared against each other on one trace.
public struct BacktestReport: Sendable, Hashable, Codable {
  /// The time for prefill and decode of each answer.
  public var budgetSeconds: Double
  /// q: plans should hold for this share of answers.
  public var level: Double
  /// Of bounds, and of the limits of all rates.
  public var confidence: Double
  /// Answers that the model was made from.
  public var trainCount: Int
  /// Answers judged.
  public var testCount: Int
  /// Schemes 1 to 4, scheme 3 from what is known of each request where answers
  /// are single ones, other bounds if there were any, and last the plan with
  /// the quantile of the judged answers themselves, which nobody could have
  /// made in time.
  public var rows: [BacktestRow]
  /// Whether the conservative estimate is too conservative.
  public var verdict: BacktestVerdict
  /// What knowing the request is worth; `nil` for answers that were counted.
  public var conditional: ConditionalVerdict?
}

extension Backtest {
  /// Judges schemes 1 to 4, and further estimators, under a budget.
  ///
  /// - Parameters:
  ///   - budget: The time for prefill and decode of each answer.
  ///   - level: q in (0, 1).
  ///   - confidence: Of bounds and of the limits of rates, in (0, 1).
  ///   - others: Further rows: their names and estimators, such as a
  ///     `BoundEstimator`.
  /// - Returns: One row for each, and the verdict.
  /// - Throws: `EstimationError` for arguments out of range.
  public func report(
    budget: LatencyBudget, level: Double = 0.95, confidence: Double = 0.95,
    others: [(name: String, estimator: any DecodeEstimator)] = []
  ) throws(EstimationError) -> BacktestReport {
    func row(
      _ name: String, _ estimator: some DecodeEstimator
    ) throws(EstimationError) -> BacktestRow {
      try self.row(name, estimator, within: budget, confidence: confidence)
    }
    let bound = try ConservativeEstimator(
      model, level: level, confidence: confidence)
    let conservative = try row("3 conservative", bound)
    var rows = [
      try row("1 point", PointEstimator(model)),
      try row("2 quantile", DistributionalEstimator(model, level: level)),
      conservative,
      try row("4 layered", LayeredEstimator(bound)),
    ]
    var conditional: ConditionalVerdict?
    if judged.allSatisfy({ $0.count == 1 }),
      learnt.allSatisfy({ $0.count == 1 })
    {
      let row = try conditionalRow(
        "3 conditional", within: budget, level: level, confidence: confidence)
      rows.append(row)
      conditional = ConditionalVerdict(
        row, conservative: conservative, risk: 1 - level)
    }
    for other in others { rows.append(try row(other.name, other.estimator)) }
    let last = try row(
      "hindsight", HindsightEstimator(hindsight, judged: judged, level: level))
    rows.append(last)
    return BacktestReport(
      budgetSeconds: budget.total.inSeconds, level: level,
      confidence: confidence, trainCount: trainCount, testCount: testCount,
      rows: rows,
      verdict: BacktestVerdict(
        conservative, hindsight: last, risk: 1 - level),
      conditional: conditional)
  }
}
