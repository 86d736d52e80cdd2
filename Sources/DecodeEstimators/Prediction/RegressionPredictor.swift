public import DecodeStatistics

/// A regression of the length on the prompt's length, the task and, if wanted,
/// an embedding of the prompt: a real predictor for scheme 1.
public struct RegressionPredictor: LengthPredictor {
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
    var sample = RegressionSample(featureNames: encoding.names)
    for answer in answers
    where model == .negativeBinomial || answer.ending != .cancelled {
      let values = try encoding.values(of: answer.request)
      try Self.regressing { () throws(RegressionError) in
        try sample.record(
          features: values, length: answer.tokens,
          ending: model == .quantile ? .stopped : answer.ending)
      }
    }
    self.levels = Set(levels).union([0.5]).sorted()
    switch model {
    case .negativeBinomial:
      law = try Self.regressing { () throws(RegressionError) in
        try NegativeBinomialRegression.fit(sample)
      }
      lines = []
    case .quantile:
      law = nil
      var lines: [QuantileRegression] = []
      for level in self.levels {
        lines.append(
          try Self.regressing { () throws(RegressionError) in
            try QuantileRegression.fit(sample, level: level)
          })
      }
      self.lines = lines
    }
  }

  /// E[min(N, c)] of a negative binomial, or the line of the median.
  ///
  /// - Parameter request: Its task, prompt length and, if they were fitted,
  ///   embedding are looked at.
  /// - Returns: Tokens of the whole answer, at least 1.
  /// - Throws: `EstimationError` for an embedding of another size.
  public func predictedTokens(
    for request: DecodeRequest
  ) throws(EstimationError) -> Double {
    try request.validate()
    guard let law = try distribution(for: request) else {
      return try quantile(0.5, for: request) ?? 1
    }
    return request.cap.map { law.restrictedMean(through: $0) } ?? law.mean
  }

  /// The quantile of the fitted law, or the line of the nearest level; under
  /// the request's cap if it has one.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - request: As for the prediction.
  /// - Returns: Tokens of the whole answer, at least 1.
  /// - Throws: `EstimationError` for another level or embedding.
  public func quantile(
    _ level: Double, for request: DecodeRequest
  ) throws(EstimationError) -> Double? {
    try EstimationError.require("level", inUnit: level)
    let cap = Double(request.cap ?? .max)
    if let law = try distribution(for: request) {
      return min(Double(law.quantile(level)), cap)
    }
    let nearest = lines.min {
      abs($0.level - level) < abs($1.level - level)
    }
    guard let nearest else { return nil }
    let values = try encoding.values(of: request)
    let tokens = try Self.regressing { () throws(RegressionError) in
      try nearest.prediction(features: values)
    }
    return min(max(tokens.rounded(), 1), cap)
  }

  /// The predicted law of N; `nil` for a quantile regression.
  ///
  /// - Parameter request: As for the prediction.
  /// - Returns: A negative binomial.
  /// - Throws: `EstimationError` for an embedding of another size.
  public func distribution(
    for request: DecodeRequest
  ) throws(EstimationError) -> NegativeBinomial? {
    guard let law else { return nil }
    let values = try encoding.values(of: request)
    return try Self.regressing { () throws(RegressionError) in
      try law.distribution(features: values)
    }
  }

  private static func regressing<Result>(
    _ body: () throws(RegressionError) -> Result
  ) throws(EstimationError) -> Result {
    do throws(RegressionError) {
      return try body()
    } catch {
      throw .prediction(error)
    }
  }
}
