public import DecodeEstimators
public import DecodeStatistics

/// Whether predicting the length from the prompt is worth it: the claim of
/// scheme 1, tested on one's own answers.
///
/// Predictors made from the first answers predict n̂ of min(N, c) for the
/// others. The baseline is the median of the task, which no other constant
/// beats in mean absolute error. A predictor is *not worth it* if it lowers
/// that error by less than 2 %, *worth considering* if by more than 5 % and
/// surely by something (the 95 % interval of Diebold and Mariano), else
/// *undecided*.
public struct PredictorExperiment: Sendable {
  /// What an improvement says.
  public typealias Advice = FeatureExperiment.Advice

  /// How one predictor fared.
  public struct Row: Sendable {
    /// Its name.
    public var predictor: String
    /// The mean of |n̂ − min(N, c)|, in tokens.
    public var meanAbsoluteError: Double
    /// The mean of n̂ − min(N, c), in tokens.
    public var bias: Double
    /// The share of answers no longer than n̂: what a plan of L(n̂) covers.
    public var within: BinomialProportion
    /// Whether it puts answers in the order of their lengths: Kendall's τ-b.
    public var rankCorrelation: KendallTau
    /// How many answers its 95 % quantile covers.
    public var coverage: QuantileCoverage
    /// The mean pinball loss of its quantiles at 50 and 95 %, in
    /// tokens.
    public var meanPinball: Double
    /// What became of the answers if L(n̂) was planned; `nil` without a budget.
    public var budget: BacktestRow?
    /// The errors relative to the baseline's; `nil` for the baseline.
    public var comparison: PairedComparison?
    /// What the improvement says; `nil` for the baseline.
    public var advice: Advice?
    /// What one prediction takes here, in seconds; not reproducible.
    public var secondsPerPrediction: Double
  }

  /// The level of the quantiles whose coverage is told.
  public static let level = 0.95
  /// The levels whose pinball losses are averaged.
  public static let lossLevels = [0.5, 0.95]
  /// To how many numbers embeddings are projected.
  public static let embeddingDimension = 16

  /// The baseline first.
  public let rows: [Row]
  /// Answers the predictors were made from.
  public let trainCount: Int
  /// Answers predicted; cancelled ones are not, for their lengths are unknown.
  public let testCount: Int

  /// Compares predictors.
  ///
  /// - Parameters:
  ///   - answers: The answers, in order of time; where the requests have
  ///     embeddings, predictors with them are compared too.
  ///   - split: The share that predictors are made from, in (0, 1).
  ///   - budget: The time for prefill and decode of each answer, or `nil`.
  ///   - latency: The time of each position, for the budget.
  /// - Throws: `EstimationError` where no model can be made, `AccuracyError`
  ///   for too few answers.
  public init(
    _ answers: [RecordedAnswer], split: Double = 0.5,
    budget: LatencyBudget? = nil, latency: LatencyModel? = nil
  ) throws {
    if let place = answers.firstIndex(where: { $0.count != 1 }) {
      throw AccuracyError.counted(answer: place, count: answers[place].count)
    }
    let suite = try AccuracySuite(answers, split: .temporal(split))
    let backtest = try Backtest(suite, latency: latency)
    let learnt = backtest.learnt
    let judged = backtest.judged.filter { $0.ending != .cancelled }
    var rows: [Row] = []
    var baseline: [Double]?
    for predictor in try Self.predictors(learnt) {
      let (row, errors) = try Self.row(
        predictor, judged, baseline: baseline, backtest, budget)
      rows.append(row)
      baseline = baseline ?? errors
    }
    self.rows = rows
    trainCount = learnt.count
    testCount = judged.count
  }

  /// A point of a forecast law, by name.
  private struct Predictor {
    var name: String
    var forecaster: any LengthForecaster
    var prediction = PointEstimator.Prediction.median
  }

  private static func predictors(
    _ learnt: [RecordedAnswer]
  ) throws -> [Predictor] {
    let hasWords = learnt.contains { $0.request.prompt != nil }
    let hasEmbeddings = learnt.allSatisfy { $0.request.embedding != nil }
    let tasks = try TaskLawForecaster(
      empirical: LifeTables(learnt), byTask: true)
    var predictors: [Predictor] = []
    func add(_ name: String, _ forecaster: any LengthForecaster) {
      for prediction in [PointEstimator.Prediction.median, .mean] {
        predictors.append(
          Predictor(
            name: "\(name) \(prediction.rawValue)", forecaster: forecaster,
            prediction: prediction))
      }
    }
    add("task", tasks)
    add("default", try conditional(learnt, words: false, embedding: false))
    for words in [false, true] {
      for embedding in [false, true] where words || embedding {
        guard !words || hasWords, !embedding || hasEmbeddings else { continue }
        let parts = (words ? ["words"] : []) + (embedding ? ["embedding"] : [])
        predictors.append(
          Predictor(
            name: "default median with " + parts.joined(separator: " and "),
            forecaster: try conditional(
              learnt, words: words, embedding: embedding)))
      }
    }
    for dimension in hasEmbeddings ? [0, embeddingDimension] : [0] {
      for model in RegressionForecaster.Model.allCases {
        predictors.append(
          Predictor(
            name: model.rawValue + (dimension > 0 ? " with embedding" : ""),
            forecaster: try RegressionForecaster(
              model, learnt, levels: lossLevels, embeddingDimension: dimension),
            prediction: model == .negativeBinomial ? .mean : .median))
      }
    }
    return predictors
  }

  /// The package's default, as it is after the answers to learn from.
  private static func conditional(
    _ learnt: [RecordedAnswer], words: Bool, embedding: Bool
  ) throws -> any LengthForecaster {
    var replay = ForecastReplay(
      PartialKnowledge(
        try ConditionalLengthModel(), words: words, embedding: embedding))
    for answer in learnt {
      replay.observe(
        try answer.outcome(), answer.request.features,
        prompt: answer.promptKey)
    }
    return replay.finish()
  }

  private static func row(
    _ predictor: Predictor, _ judged: [RecordedAnswer], baseline: [Double]?,
    _ backtest: Backtest, _ budget: LatencyBudget?
  ) throws -> (row: Row, errors: [Double]) {
    var predictions: [Double] = []
    let time = ContinuousClock().measure {
      for answer in judged {
        predictions.append(
          predictor.forecaster.forecast(answer.request.features)
            .predictedTokens(
              predictor.prediction, underCap: answer.request.cap))
      }
    }
    let gaps = zip(predictions, judged).map { $0 - Double($1.tokens) }
    let errors = gaps.map(\.magnitude)
    let count = Double(judged.count)
    var coverage = try QuantileCoverage(level: level)
    var loss = 0.0
    for answer in judged {
      let forecast = predictor.forecaster.forecast(answer.request.features)
      let quantile = min(forecast.quantile(level), answer.request.cap ?? .max)
      coverage.record(
        length: answer.tokens, ending: answer.ending, cap: answer.request.cap,
        forecast: quantile < .max ? Double(quantile) : .infinity)
      for level in lossLevels {
        let tokens = min(
          forecast.quantile(level), answer.request.cap ?? .max,
          max(forecast.identifiedThrough, 1))
        loss += ForecastScore.cappedPinball(
          forecast: Double(tokens), outcome: Double(answer.tokens),
          level: level,
          cap: answer.request.cap.map { Double(max($0, answer.tokens)) }
            ?? .infinity)
      }
    }
    let comparison = try baseline.map {
      try PairedComparison(errors, baseline: $0, confidence: 0.95)
    }
    let row = Row(
      predictor: predictor.name,
      meanAbsoluteError: errors.reduce(0, +) / count,
      bias: gaps.reduce(0, +) / count,
      within: try BinomialProportion(
        successes: gaps.count { $0 >= 0 }, trials: judged.count),
      rankCorrelation: try KendallTau(
        predictions, judged.map { Double($0.tokens) }),
      coverage: coverage,
      meanPinball: loss / (count * Double(lossLevels.count)),
      budget: try budget.map {
        try backtest.row(
          predictor.name,
          PointEstimator(
            backtest.model, forecaster: predictor.forecaster,
            prediction: predictor.prediction),
          within: $0)
      },
      comparison: comparison, advice: comparison.map(advice),
      secondsPerPrediction: time / .seconds(1) / count)
    return (row, errors)
  }

  private static func advice(_ comparison: PairedComparison) -> Advice {
    let thresholds = PrefillThresholds()
    let improvement = 1 - comparison.ratio
    if improvement < thresholds.negligibleImprovement { return .notWorthIt }
    return improvement > thresholds.worthwhileImprovement
      && comparison.upper < 1 ? .worthConsidering : .undecided
  }

  /// Whether any predictor is worth it, in words.
  public var verdict: String {
    let others = rows.filter { $0.comparison != nil }
    guard let baseline = rows.first,
      let best = others.min(by: {
        $0.meanAbsoluteError < $1.meanAbsoluteError
      }), let comparison = best.comparison
    else { return "There is nothing to compare." }
    let gain = 1 - comparison.ratio
    let change =
      "the best predictor, \(best.predictor), "
      + (gain >= 0 ? "lowers" : "raises")
      + " the mean absolute error of \(baseline.predictor) by "
      + "\(percent(abs(gain))) (95 % interval of what is left: "
      + "\(percent(comparison.lower)) to \(percent(comparison.upper)); "
      + "not worth it below 2 %, worth considering above 5 %)"
    return switch best.advice {
    case .worthConsidering:
      "Predicting from the prompt is worth considering: \(change)."
    case .notWorthIt: "Predicting from the prompt is not worth it: \(change)."
    default:
      "Whether predicting from the prompt is worth it is undecided: "
        + "\(change)."
    }
  }
}
