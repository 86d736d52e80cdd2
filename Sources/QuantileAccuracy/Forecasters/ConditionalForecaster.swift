public import DecodeEstimators
public import DecodeStatistics

/// The package's default: a conditional length model that goes on learning.
public struct ConditionalForecaster: QuantileForecaster {
  /// The model.
  public private(set) var model: ConditionalLengthModel

  /// A model that has learnt some answers.
  ///
  /// - Parameters:
  ///   - answers: The answers, in order of time.
  ///   - settings: What is looked at, and with which experts.
  /// - Throws: `ParameterError` for settings out of range, `LifeTableError`
  ///   for a length below 1.
  public init(
    _ answers: [RecordedAnswer], settings: ConditionalLengthSettings = .init()
  ) throws {
    model = try ConditionalLengthModel(settings)
    for answer in answers { try learn(answer) }
  }

  /// The model's quantiles.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - request: Its task and prompt length are looked at.
  /// - Returns: Tokens for each level; `.infinity` before any answer.
  /// - Throws: `ParameterError` for levels out of range.
  public func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double] {
    let tokens = try model.quantiles(levels, request: request.features)
    return tokens.isEmpty
      ? levels.map { _ in .infinity } : tokens.map { Double($0) }
  }

  /// Learns an answer.
  ///
  /// - Throws: `LifeTableError` for a length below 1.
  public mutating func learn(_ answer: RecordedAnswer) throws {
    try observe(answer)
  }

  @discardableResult
  private mutating func observe(_ answer: RecordedAnswer) throws -> [Int] {
    try model.observe(
      length: answer.tokens, ending: answer.ending,
      request: answer.request.features)
  }

  /// The model's quantiles, then learns the answer: for the model's own
  /// levels that is one task.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - answer: The answer.
  /// - Returns: The quantiles.
  /// - Throws: `ParameterError` or `LifeTableError`.
  public mutating func forecast(
    _ levels: [Double], learning answer: RecordedAnswer
  ) throws -> [Double] {
    guard levels == model.settings.levels, model.count > 0 else {
      let forecast = try quantiles(levels, for: answer.request)
      try learn(answer)
      return forecast
    }
    return try observe(answer).map { Double($0) }
  }

  /// The CRPS under the model's law.
  ///
  /// - Parameters:
  ///   - length: Tokens of the answer.
  ///   - cap: At least 1.
  ///   - request: Its task and prompt length are looked at.
  /// - Returns: The score in tokens; `nil` before any answer.
  public func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) -> Double? {
    model.law(for: request.features)?.crps(ofLength: length, cap: cap)
  }
}
