public import DecodeStatistics

/// A regression of the length on the prompt's length, the task and, if wanted,
/// an embedding of the prompt: a real predictor for scheme 1.
///
/// A negative binomial has a law of its own for each request. The lines of a
/// quantile regression, in ascending order, are the steps of a law: each has
/// the mass down to the level before, and what is beyond the last level is
/// not identified.
public struct RegressionForecaster: LengthForecaster {
  /// What is regressed.
  public enum Model: String, Sendable, Hashable, Codable, CaseIterable {
    /// `NegativeBinomialRegression`: a law with a mean of its own for each
    /// request, whose mean is predicted.
    case negativeBinomial = "negative-binomial-regression"
    /// `QuantileRegression`: a line for each level, of which that of the
    /// median is predicted.
    case quantile = "quantile-regression"
  }

  /// At most so many of the last answers are fitted.
  public static let mostAnswers = 20_000

  /// The levels of a quantile regression: those given, and the median.
  public let levels: [Double]

  private let encoding: RequestEncoding
  private let longest: Int
  private let law: NegativeBinomialRegression?
  private let lines: [QuantileRegression]

  /// Fits a regression.
  ///
  /// - Parameters:
  ///   - model: Which one.
  ///   - answers: The answers to learn from, in order of time; cancelled ones
  ///     are left out of a quantile regression, which is of min(N, c).
  ///   - levels: The levels of a quantile regression, in (0, 1).
  ///   - embeddingDimension: To how many numbers, by principal components, the
  ///     requests' embeddings are projected; 0 leaves them aside.
  /// - Throws: `EstimationError.requestOutOfRange` for an answer that stands
  ///   for several, `.prediction` for too few answers,
  ///   `.embedding` for embeddings that are missing or of different sizes.
  public init(
    _ model: Model, _ answers: [RecordedAnswer], levels: [Double] = [0.95],
    embeddingDimension: Int = 0
  ) throws(EstimationError) {
    if let place = answers.firstIndex(where: { $0.count != 1 }) {
      throw .requestOutOfRange(
        "the count of answer \(place + 1)", found: "\(answers[place].count)",
        accepted: "1: a regression is of single answers")
    }
    let answers = answers.suffix(Self.mostAnswers)
    encoding = try RequestEncoding(answers, dimension: embeddingDimension)
    longest = answers.reduce(1) { max($0, $1.tokens) }
    var sample = RegressionSample(featureNames: encoding.names)
    for answer in answers
    where model == .negativeBinomial || answer.ending != .cancelled {
      let values = encoding.values(of: answer.request.features)
      try Self.regressing { () throws(ForecastError) in
        try sample.record(
          features: values, length: answer.tokens,
          ending: model == .quantile ? .stopped : answer.ending)
      }
    }
    self.levels = Set(levels).union([0.5]).sorted()
    switch model {
    case .negativeBinomial:
      law = try Self.regressing { () throws(ForecastError) in
        try NegativeBinomialRegression.fit(sample)
      }
      lines = []
    case .quantile:
      law = nil
      var lines: [QuantileRegression] = []
      for level in self.levels {
        lines.append(
          try Self.regressing { () throws(ForecastError) in
            try QuantileRegression.fit(sample, level: level)
          })
      }
      self.lines = lines
    }
  }

  /// The fitted law of N.
  ///
  /// - Parameter request: Its task, prompt length and, if they were fitted,
  ///   embedding are looked at; one that is missing or of another size counts
  ///   as that of a usual prompt.
  /// - Returns: The forecast.
  public func forecast(_ request: RequestFeatures) -> LengthForecast {
    let values = encoding.values(of: request)
    if let law, let own = try? law.distribution(features: values) {
      return LengthForecast(request, law: own)
    }
    let tokens = lines.map { line in
      let tokens = (try? line.prediction(features: values)) ?? 1
      return min(max(tokens.rounded(), 1), 0x1p53)
    }.sorted()
    var (lengths, beyond) = ([Int](), [Double]())
    for (length, line) in zip(tokens, lines) {
      // Lines that meet make one step.
      if lengths.last == Int(length) {
        lengths.removeLast()
        beyond.removeLast()
      }
      lengths.append(Int(length))
      beyond.append(1 - line.level)
    }
    let law = try? SurvivalStepFunction(
      lengths: lengths, survivalBeyond: beyond)
    return LengthForecast(
      request, law: law ?? .unknown, identifiedThrough: longest)
  }

  private static func regressing<Result>(
    _ body: () throws(ForecastError) -> Result
  ) throws(EstimationError) -> Result {
    do throws(ForecastError) {
      return try body()
    } catch {
      throw .prediction(error)
    }
  }
}
