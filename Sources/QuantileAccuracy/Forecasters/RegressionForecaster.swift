public import DecodeEstimators
internal import DecodeStatistics
internal import RealModule

/// A regression of the length on the prompt's length and the task: what a
/// point predictor (scheme 1) can be made of.
public struct RegressionForecaster: QuantileForecaster {
  /// What is regressed.
  public enum Model: String, Sendable, Hashable, Codable, CaseIterable {
    /// `NegativeBinomialRegression`: a law with a mean of its own for each
    /// request.
    case negativeBinomial = "negative-binomial-regression"
    /// `QuantileRegression`: a line for each level.
    case quantile = "quantile-regression"
  }

  /// At most so many of the last answers are fitted.
  public static let mostAnswers = 20_000

  private let features: FeatureEncoding
  private let law: NegativeBinomialRegression?
  private let lines: [(level: Double, line: QuantileRegression)]

  /// Fits a regression.
  ///
  /// - Parameters:
  ///   - model: Which one.
  ///   - answers: The answers to learn from, in order of time; cancelled ones
  ///     are left out of a quantile regression, which is of min(N, c).
  ///   - levels: The levels of a quantile regression.
  /// - Throws: `RegressionError` for too few answers.
  public init(
    _ model: Model, _ answers: [RecordedAnswer], levels: [Double]
  ) throws {
    let answers = answers.suffix(Self.mostAnswers)
    let features = FeatureEncoding(answers)
    self.features = features
    var sample = RegressionSample(featureNames: features.names)
    for answer in answers {
      guard model == .negativeBinomial || answer.ending != .cancelled else {
        continue
      }
      try sample.record(
        features: features.values(of: answer.request), length: answer.tokens,
        ending: model == .quantile ? .stopped : answer.ending)
    }
    switch model {
    case .negativeBinomial:
      law = try .fit(sample)
      lines = []
    case .quantile:
      law = nil
      lines = try levels.map {
        ($0, try QuantileRegression.fit(sample, level: $0))
      }
    }
  }

  /// The quantiles of the fitted law, or the lines of the nearest levels.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - request: Its task and prompt length are looked at.
  /// - Returns: Tokens for each level, at least 1, in increasing order.
  /// - Throws: `RegressionError` for a feature out of range.
  public func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double] {
    let values = features.values(of: request)
    if let law = try law?.distribution(features: values) {
      return levels.map { Double(law.quantile($0)) }
    }
    return try levels.map { level in
      let nearest = lines.min {
        abs($0.level - level) < abs($1.level - level)
      }
      return max(
        try nearest?.line.prediction(features: values).rounded() ?? 1, 1)
    }.sorted()
  }

  /// The CRPS under the fitted law.
  ///
  /// - Parameters:
  ///   - length: Tokens of the answer.
  ///   - cap: At least 1.
  ///   - request: Its task and prompt length are looked at.
  /// - Returns: The score in tokens; `nil` for a quantile regression.
  /// - Throws: `RegressionError` for a feature out of range.
  public func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) throws -> Double? {
    try law?.distribution(features: features.values(of: request)).crps(
      ofLength: length, cap: cap)
  }
}

extension LengthDistribution {
  /// The CRPS of min(N, cap).
  func crps(ofLength length: Int, cap: Int) -> Double {
    CappedCRPS(self, through: cap).score(ofLength: length, cap: cap)
  }
}

/// Numbers that stand for a request: log(1 + prompt tokens), and an indicator
/// for each task but the most frequent.
private struct FeatureEncoding: Sendable {
  /// More tasks than that share one line.
  private static let mostTasks = 32

  private let tasks: [TaskID]
  /// What stands for a prompt of unknown length.
  private let usualPrompt: Double

  init(_ answers: ArraySlice<RecordedAnswer>) {
    var counts: [TaskID: Int] = [:]
    var (sum, known) = (0.0, 0.0)
    for answer in answers {
      if let task = answer.request.task { counts[task, default: 0] += 1 }
      guard let tokens = answer.request.promptTokens else { continue }
      sum += Double.log(onePlus: Double(tokens))
      known += 1
    }
    usualPrompt = known > 0 ? sum / known : 0
    // By name where frequencies are equal, whatever the hashing.
    let frequent = counts.sorted {
      $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value
    }
    tasks = frequent.dropFirst().prefix(Self.mostTasks).map(\.key)
  }

  var names: [String] { ["log prompt tokens"] + tasks.map(\.rawValue) }

  func values(of request: DecodeRequest) -> [Double] {
    let prompt =
      request.promptTokens.map { Double.log(onePlus: Double($0)) }
      ?? usualPrompt
    return [prompt] + tasks.map { $0 == request.task ? 1 : 0 }
  }
}
