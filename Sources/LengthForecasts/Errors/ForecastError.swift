/// Why a forecaster cannot be fitted, asked or merged.
public enum ForecastError: Error, Sendable, Hashable {
  /// Too few answers for as many coefficients.
  case fewAnswers(found: Int, required: Int)
  /// A row with too few or too many features.
  case featureCount(found: Int, expected: Int)
  /// A feature that is not a number of a sensible size.
  case featureOutOfRange(name: String, value: Double)
  /// A length that no answer can have.
  case lengthOutOfRange(Int)
  /// A quantile's level outside (0, 1).
  case levelOutOfRange(Double)
  /// Features that are linear combinations of each other.
  case dependentFeatures
  /// Censored answers, which the method cannot use.
  case censored(Int)
  /// The search for the optimum did not converge.
  case notConverged(iterations: Int)
  /// Conditional tables whose settings are not the same.
  case differentSettings
  /// Answers that fade, so that their order matters.
  case fading
}

extension ForecastError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .fewAnswers(let found, let required):
      "the regression needs at least \(required) answers, but has \(found)"
    case .featureCount(let found, let expected):
      "an answer should have \(expected) features, but has \(found)"
    case .featureOutOfRange(let name, let value):
      "the feature \(name) should be a number within ±1e100, but is \(value)"
    case .lengthOutOfRange(let length):
      "a length should be at least 1, but is \(length)"
    case .levelOutOfRange(let level):
      "a level should be strictly between 0 and 1, but is \(level)"
    case .dependentFeatures:
      "the features are linear combinations of each other; leave some out"
    case .censored(let count):
      "quantile regression needs the lengths themselves, but \(count) answers "
        + "are censored; predict min(N, c) by recording them as stopped, or "
        + "use the negative-binomial regression"
    case .notConverged(let iterations):
      "no optimum was found in \(iterations) iterations; leave out features "
        + "that hardly vary"
    case .differentSettings:
      "conditional tables should have the same settings to be merged"
    case .fading:
      "conditional tables merge only if every half-life is nil: of fading "
        + "answers the order matters"
    }
  }
}
