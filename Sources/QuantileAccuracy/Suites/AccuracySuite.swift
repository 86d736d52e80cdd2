public import DecodeEstimators
public import DecodeStatistics

/// Judges forecasts of answer lengths, and plans made from them, by answers
/// that they did not know.
///
/// ```swift
/// let suite = try AccuracySuite(answers)
/// let own = try suite.report(quantiles: "mine") { myQuantiles($0) }
/// let pooled = try suite.report(.pooled)
/// print(own.verdict)
/// print(try own.compared(with: pooled).ratio)
/// ```
///
/// Answers are read in order of time. Forecasts are judged as they are served:
/// a quantile is that of min(N, c) with c the cap of the request, or without
/// one the greatest cap at which an answer of its task was cut so far. Under a
/// cap the loss is that of min(N, c) as well, so that forecasts beyond the cap
/// lose nothing. A quantile that is not identified counts as the longest
/// length learnt. A cancelled answer below its forecast is held neither for
/// nor against it in coverage; its loss is left out, and those of the others
/// are weighted to stand for it (`CensoringWeights`).
public struct AccuracySuite: Sendable {
  /// The answers, in order of time.
  public let answers: [RecordedAnswer]
  /// How they are divided.
  public let split: AccuracySplit
  /// The levels of the quantiles, increasing, in (0, 1).
  public let levels: [Double]
  /// When outcomes are known to a forecaster that goes on learning.
  public let delay: OutcomeDelay
  /// The probability with which a forecaster all of whose quantiles are right
  /// is said not to be calibrated, at most.
  public let falseAlarm: Double
  /// By how much coverage may differ from the level and still count as right.
  public let tolerance: Double

  let folds: [AccuracyFold]
  let scorer: AnswerScorer

  /// A suite.
  ///
  /// - Parameters:
  ///   - answers: The answers, in order of time.
  ///   - split: How they are divided.
  ///   - levels: Increasing, in (0, 1).
  ///   - delay: When outcomes are known; where what they take is not recorded,
  ///     at once.
  ///   - falseAlarm: In (0, 1), for the verdict as a whole.
  ///   - tolerance: In 0..<1; 0.015 is one and a half percentage points.
  /// - Throws: `AccuracyError`.
  public init(
    _ answers: [RecordedAnswer], split: AccuracySplit = .temporal(),
    levels: [Double] = [0.5, 0.9, 0.95, 0.99], delay: OutcomeDelay = .none,
    falseAlarm: Double = 0.01, tolerance: Double = 0
  ) throws(AccuracyError) {
    let bounds = [0] + levels + [1]
    guard !levels.isEmpty,
      zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw .levels(levels) }
    for (place, answer) in answers.enumerated() where answer.tokens < 1 {
      throw .lengthOutOfRange(answer: place, tokens: answer.tokens)
    }
    guard falseAlarm > 0, falseAlarm < 1 else {
      throw .law(
        .probabilityOutOfRange(name: "false alarm", value: falseAlarm))
    }
    guard tolerance >= 0, tolerance < 1 else {
      throw .law(
        .probabilityOutOfRange(name: "tolerance", value: tolerance))
    }
    self.answers = answers
    self.split = split
    self.levels = levels
    self.delay = delay
    self.falseAlarm = falseAlarm
    self.tolerance = tolerance
    folds = try split.folds(answers)
    scorer = try AnswerScorer(
      judged: folds.flatMap(\.judged).map(\.answer),
      longest: answers.reduce(1) { max($0, $1.tokens) })
  }

  /// Answers that judge.
  public var testCount: Int {
    folds.reduce(0) { $0 + $1.judged.reduce(0) { $0 + $1.answer.count } }
  }

  /// Answers learnt before the first forecast; with tasks left out, all.
  public var trainCount: Int {
    folds.count == 1
      ? folds[0].training.reduce(0) { $0 + $1.answer.count }
      : answers.reduce(0) { $0 + $1.count }
  }
}

extension AccuracySuite {
  /// How long a forecaster observes.
  public enum Observation: Sendable, Hashable, Codable {
    /// The answers to learn from, one by one; then it is frozen.
    case training
    /// Also those that judge, each once its outcome is known; where the split
    /// is not one in time, as `training`.
    case throughout
  }

  /// Judges a forecaster that has seen nothing yet and learns by observing.
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - forecaster: The forecaster.
  ///   - observation: How long it observes.
  ///   - each: Called with every forecast that judges.
  /// - Returns: The report.
  /// - Throws: `AccuracyError`.
  public func report(
    _ method: String, of forecaster: any LengthForecaster,
    observing observation: Observation,
    each: ((JudgedForecast) -> Void)? = nil
  ) throws(AccuracyError) -> AccuracyReport {
    let goesOn = observation == .throughout && split.isInOrderOfTime
    var run = try AccuracyRun(self, method, learnsOn: goesOn, each)
    for fold in folds {
      try run.judge(forecaster, fold, replaysTraining: true)
    }
    return try run.report()
  }

  /// Judges a forecaster fitted to the answers to learn from.
  ///
  /// ```swift
  /// let report = try suite.report(forecaster: "fitted") { answers in
  ///   try TaskLawForecaster(.negativeBinomial, LifeTables(answers))
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - each: Called with every forecast that judges.
  ///   - learn: Makes the forecaster; called once, or for each task left out.
  /// - Returns: The report.
  /// - Throws: What `learn` throws, and `AccuracyError`.
  public func report(
    forecaster method: String, each: ((JudgedForecast) -> Void)? = nil,
    learning learn: ([RecordedAnswer]) throws -> any LengthForecaster
  ) throws -> AccuracyReport {
    var run = try AccuracyRun(self, method, learnsOn: false, each)
    for fold in folds {
      try run.judge(
        try learn(fold.training.map(\.answer)), fold, replaysTraining: false)
    }
    return try run.report()
  }

  /// Judges quantiles given by a function, for all levels of the suite.
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - quantiles: The quantiles for a request, one for each level;
  ///     `.infinity` where nothing finite can be said.
  /// - Returns: The report.
  /// - Throws: What `quantiles` throws, and `AccuracyError` for forecasts that
  ///   are no numbers.
  public func report(
    quantiles method: String, _ quantiles: (DecodeRequest) throws -> [Double]
  ) throws -> AccuracyReport {
    try judge(method) { _, answer in try quantiles(answer.request) }
  }

  /// Judges forecasts that were made elsewhere.
  ///
  /// - Parameters:
  ///   - method: Their name in the report.
  ///   - forecasts: The forecasts of the answers that judge.
  /// - Returns: The report.
  /// - Throws: `AccuracyError` where one is missing.
  public func report(
    _ method: String, of forecasts: ForecastTable
  ) throws -> AccuracyReport {
    try judge(method) { place, _ in
      try levels.map { level throws(AccuracyError) in
        guard let tokens = forecasts.tokens(place: place, level: level) else {
          throw .noForecast(answer: place, level: level)
        }
        return tokens
      }
    }
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
    try report(method, of: { _ in estimator })
  }

  /// Judges the plug-in quantiles of an estimator made from the answers to
  /// learn from.
  ///
  /// ```swift
  /// let report = try suite.report("mine") { tables in
  ///   try DistributionalEstimator(DecodeModel(tables: tables))
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - method: Its name in the report.
  ///   - estimator: Makes the estimator from life tables by task.
  /// - Returns: The report.
  /// - Throws: What `estimator` throws.
  public func report(
    _ method: String, of estimator: (LifeTables) throws -> any DecodeEstimator
  ) throws -> AccuracyReport {
    var run = try AccuracyRun(self, method, learnsOn: false, nil)
    for fold in folds {
      let made = try estimator(LifeTables(fold.training.map(\.answer)))
      for (place, answer) in fold.judged {
        let estimate = try made.estimate(answer.request)
        try run.add(
          place, answer,
          quantiles: levels.map {
            estimate.quantile($0).map { Double($0.tokens) } ?? .infinity
          })
      }
    }
    return try run.report()
  }

  private func judge(
    _ method: String, _ quantiles: (Int, RecordedAnswer) throws -> [Double]
  ) throws -> AccuracyReport {
    var run = try AccuracyRun(self, method, learnsOn: false, nil)
    for fold in folds {
      for (place, answer) in fold.judged {
        try run.add(
          place, answer, quantiles: try quantiles(place, answer))
      }
    }
    return try run.report()
  }
}
