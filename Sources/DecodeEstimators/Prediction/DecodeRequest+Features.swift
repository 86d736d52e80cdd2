public import DecodeStatistics

extension DecodeRequest {
  /// What the tokens that the user has added to a conversation are called
  /// among the features.
  public static let newPromptTokensName = "new_prompt_tokens"

  /// What a forecaster of lengths looks at; a request of no named task is one
  /// of the task "all".
  ///
  /// A feature that is a whole number of at least 0 is a number, any other a
  /// label.
  public var features: RequestFeatures {
    var others: [String: RequestFeatures.Value] = [:]
    for (name, value) in values where name != Self.newPromptTokensName {
      others[name] =
        value.wholeNumber.map { .number($0) } ?? .category("\(value)")
    }
    return RequestFeatures(
      task: task ?? "all", promptTokens: promptTokens,
      continuedLength: previousTokens, conversation: conversation,
      newPromptTokens: values[Self.newPromptTokensName]?.wholeNumber,
      prediction: prediction.map(LengthPrediction.init), text: prompt,
      values: others, embedding: embedding)
  }
}

extension FeatureValue {
  /// The value if it is a whole number of at least 0 and below 2⁵³.
  fileprivate var wholeNumber: Int? {
    guard case .number(let value) = self, value >= 0, value < 0x1p53 else {
      return nil
    }
    return Int(exactly: value)
  }
}

extension LengthPrediction {
  /// A prediction as a file or a command line tells it.
  ///
  /// A number is a length or a score, numbers separated by semicolons or
  /// spaces are quantiles, ascending, and any other text is a class.
  public init(_ value: FeatureValue) {
    switch value {
    case .number(let number): self = .number(max(number, 0))
    case .label(let text):
      let parts = text.split { $0 == ";" || $0 == " " }
      let numbers = parts.compactMap { Double($0) }.filter(\.isFinite)
      self =
        numbers.count > 1 && numbers.count == parts.count
          && zip(numbers, numbers.dropFirst()).allSatisfy({ $0 <= $1 })
        ? .quantiles(numbers) : .label(text)
    }
  }
}
