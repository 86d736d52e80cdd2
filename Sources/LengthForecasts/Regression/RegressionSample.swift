public import LengthLaws

/// Answers with the numbers that are known about them before they start:
/// the prompt's length, an embedding, whatever the caller has.
///
/// Columns are centred and scaled as they are used, so features may have any
/// units; a feature that does not vary is left out of the fit.
public struct RegressionSample: Sendable, Equatable {
  /// The features' names, in the order of their values.
  public let featureNames: [String]
  /// The recorded lengths, in the order of recording.
  public private(set) var lengths: [Int] = []
  /// Whether each answer went on beyond its recorded length.
  public private(set) var isCensored: [Bool] = []
  private(set) var features: [[Double]] = []

  /// A sample without answers.
  ///
  /// - Parameter featureNames: One name for each feature; none is the model
  ///   with an intercept alone.
  public init(featureNames: [String]) {
    self.featureNames = featureNames
  }

  /// Answers so far.
  public var count: Int { lengths.count }

  /// Adds an answer.
  ///
  /// - Parameters:
  ///   - features: One finite number for each feature.
  ///   - length: Its tokens, at least 1.
  ///   - ending: How it ended; all but `.stopped` are right-censored.
  /// - Throws: `RegressionError` for other numbers; the sample is then
  ///   unchanged.
  public mutating func record(
    features: [Double], length: Int, ending: Ending
  ) throws(RegressionError) {
    try check(features)
    guard length >= 1 else {
      throw .lengthOutOfRange(length)
    }
    self.features.append(features)
    lengths.append(length)
    isCensored.append(ending != .stopped)
  }

  /// A feature of an answer.
  ///
  /// - Parameters:
  ///   - row: The answer's place in the order of recording, in 0..<`count`.
  ///   - index: The feature's place in `featureNames`.
  /// - Returns: Its value.
  public func feature(_ row: Int, _ index: Int = 0) -> Double {
    features[row][index]
  }

  func check(_ values: [Double]) throws(RegressionError) {
    guard values.count == featureNames.count else {
      throw .featureCount(found: values.count, expected: featureNames.count)
    }
    for (name, value) in zip(featureNames, values)
    where !(abs(value) <= 1e100) {
      throw .featureOutOfRange(name: name, value: value)
    }
  }
}

/// Why a regression cannot be fitted or asked.
public enum RegressionError: Error, Sendable, Hashable {
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
}

extension RegressionError: CustomStringConvertible {
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
    }
  }
}
