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
  /// - Throws: `ForecastError` for other numbers; the sample is then
  ///   unchanged.
  public mutating func record(
    features: [Double], length: Int, ending: Ending
  ) throws(ForecastError) {
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

  func check(_ values: [Double]) throws(ForecastError) {
    guard values.count == featureNames.count else {
      throw .featureCount(found: values.count, expected: featureNames.count)
    }
    for (name, value) in zip(featureNames, values)
    where !(abs(value) <= 1e100) {
      throw .featureOutOfRange(name: name, value: value)
    }
  }
}
