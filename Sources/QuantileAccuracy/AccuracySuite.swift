public import DecodeEstimators
public import DecodeStatistics

/// Judges forecasts of lengths by a trace.
///
/// ```swift
/// let suite = try AccuracySuite(answers, split: .temporal(0.5))
/// let report = try suite.report("mine") { request in
///   [median(request), p90(request), p95(request), p99(request)]
/// }
/// #expect(report.verdict.isCalibrated, "\(report)")
/// ```
///
/// An answer cut at its cap c is judged by min(N, c) against min(q, c): the
/// *restricted* pinball loss and CRPS, which are proper for what happens under
/// the cap. Of a cancelled answer that is not known; the others then stand for
/// it by inverse probability weights (`CensoringWeights`), which supposes that
/// cancelling does not depend on the length.
public struct AccuracySuite: Sendable {
  /// The answers, in order of time.
  public let answers: [RecordedAnswer]
  /// How they are divided.
  public let split: AccuracySplit
  /// The levels of the quantiles, increasing, in (0, 1).
  public let levels: [Double]
  /// The probability with which a forecaster all of whose quantiles are right
  /// is said not to be calibrated, at most.
  public let falseAlarm: Double
  /// By how much coverage may differ from the level and still count as right.
  public let tolerance: Double

  let folds: [AccuracyFold]
  /// Coverage of every level before any answer.
  let noCoverage: [QuantileCoverage]
  private let scorer: AnswerScorer

  /// A suite.
  ///
  /// - Parameters:
  ///   - answers: The answers, in order of time.
  ///   - split: How they are divided.
  ///   - levels: Increasing, in (0, 1).
  ///   - falseAlarm: In (0, 1), for the verdict as a whole.
  ///   - tolerance: In 0..<1; 0.015 is one and a half percentage points.
  /// - Throws: `AccuracyError`.
  public init(
    _ answers: [RecordedAnswer], split: AccuracySplit = .temporal(),
    levels: [Double] = [0.5, 0.9, 0.95, 0.99], falseAlarm: Double = 0.01,
    tolerance: Double = 0
  ) throws(AccuracyError) {
    let bounds = [0] + levels + [1]
    guard !levels.isEmpty,
      zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw .levels(levels) }
    for (place, answer) in answers.enumerated() {
      guard answer.count == 1 else {
        throw .counted(answer: place, count: answer.count)
      }
      guard answer.tokens >= 1 else {
        throw .lengthOutOfRange(answer: place, tokens: answer.tokens)
      }
    }
    guard falseAlarm > 0, falseAlarm < 1 else {
      throw .scoring(
        .probabilityOutOfRange(name: "false alarm", value: falseAlarm))
    }
    guard tolerance >= 0, tolerance < 1 else {
      throw .scoring(
        .probabilityOutOfRange(name: "tolerance", value: tolerance))
    }
    noCoverage = levels.compactMap { try? QuantileCoverage(level: $0) }
    self.answers = answers
    self.split = split
    self.levels = levels
    self.falseAlarm = falseAlarm
    self.tolerance = tolerance
    folds = try split.folds(answers)
    scorer = try AnswerScorer(
      judged: folds.flatMap(\.judged),
      longest: answers.reduce(1) { max($0, $1.tokens) })
  }

  /// Answers that judge.
  public var testCount: Int { folds.reduce(0) { $0 + $1.judged.count } }

  /// Judges a forecaster made from the answers to learn from.
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - learn: Makes the forecaster; called once, or for each task left out.
  /// - Returns: The report.
  /// - Throws: What `learn` and the forecaster throw, and `AccuracyError` for
  ///   forecasts that are no numbers.
  public func report(
    _ method: String,
    learning learn: ([RecordedAnswer]) throws -> any QuantileForecaster
  ) throws -> AccuracyReport {
    var tally = AccuracyTally(self, scorer)
    for fold in folds {
      try run(try learn(fold.training), fold, &tally)
    }
    return try tally.report(method)
  }

  /// Judges quantiles given by a function, for all levels of the suite.
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - quantiles: The quantiles for a request, one for each level.
  /// - Returns: The report.
  /// - Throws: What `quantiles` throws, and `AccuracyError` for forecasts that
  ///   are no numbers.
  public func report(
    _ method: String,
    quantiles: @escaping @Sendable (DecodeRequest) throws -> [Double]
  ) throws -> AccuracyReport {
    try report(method) { _ in FunctionForecaster(function: quantiles) }
  }

  /// Judges the plug-in quantiles of an estimator that is already made.
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - estimator: The estimator.
  /// - Returns: The report.
  /// - Throws: `EstimationError` for requests that it refuses.
  public func report(
    _ method: String, of estimator: any DecodeEstimator
  ) throws -> AccuracyReport {
    try report(method) { _ in EstimatorForecaster(estimator: estimator) }
  }

  /// Judges the plug-in quantiles of an estimator made from the answers to
  /// learn from.
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - estimator: Makes the estimator from life tables by task.
  /// - Returns: The report.
  /// - Throws: What `estimator` throws.
  public func report(
    _ method: String, of estimator: (LifeTables) throws -> any DecodeEstimator
  ) throws -> AccuracyReport {
    try report(method) {
      EstimatorForecaster(estimator: try estimator(LifeTables($0)))
    }
  }

  private func run(
    _ forecaster: some QuantileForecaster, _ fold: AccuracyFold,
    _ tally: inout AccuracyTally
  ) throws {
    var forecaster = forecaster
    for answer in fold.judged {
      // What is scored before the answer is learnt.
      let crps = try scorer.crps(answer, forecaster: &forecaster)
      let quantiles =
        fold.learnsOn
        ? try forecaster.forecast(levels, learning: answer)
        : try forecaster.quantiles(levels, for: answer.request)
      try tally.add(answer, quantiles: quantiles, crps: crps)
    }
  }
}
