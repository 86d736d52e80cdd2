extension RequestFeatures {
  /// The value of a feature, or `nil` if it is unknown.
  func value(of feature: ConditionalLengthSettings.Feature) -> Value? {
    switch feature {
    case .number(ConditionalLengthSettings.promptTokensName):
      return promptTokens.map(Value.number)
    case .number(let name), .category(let name): return values[name]
    }
  }
}

extension ConditionalLengthSettings {
  /// The prompt's length, if it is a feature and known.
  func promptTokens(of request: RequestFeatures) -> Int? {
    guard promptTokensIndex != nil, let tokens = request.promptTokens,
      tokens >= 0
    else { return nil }
    return tokens
  }
}
