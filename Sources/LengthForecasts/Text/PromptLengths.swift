/// What prompts say of lengths: two regressions on the same features, one
/// that learns fast, for prompts that tell the kind of answer, and one that
/// learns slowly, for those that tell a little.
struct PromptLengths: Sendable, Equatable, Codable {
  private static let rates: [Float] = [1.5, 0.05]

  private var regressions = rates.map { ClassRegression(rate: $0) }

  /// What is said of one prompt.
  struct Forecast: Sendable {
    let features: PromptFeatures
    /// For each regression the probability of each class.
    let probabilities: [[Float]]

    /// The expected class of the slow one, in sixteenths.
    var score: Int {
      var sum: Float = 0
      for (index, share) in (probabilities.last ?? []).enumerated() {
        sum += Float(index) * share
      }
      return Int(sum * 16)
    }
  }

  /// - Returns: `nil` where nothing is known of the prompt.
  func forecast(_ request: RequestFeatures) -> Forecast? {
    guard let features = PromptFeatures(request) else { return nil }
    return Forecast(
      features: features,
      probabilities: regressions.map { $0.probabilities(features) })
  }

  mutating func learn(
    length: Int, isCensored: Bool, _ forecast: Forecast
  ) {
    for index in regressions.indices {
      regressions[index].learn(
        length: length, isCensored: isCensored, forecast.features,
        forecast.probabilities[index])
    }
  }

  init() {}

  /// Reads what was learnt.
  ///
  /// - Throws: `DecodingError` if there are not two regressions.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    regressions = try values.decode(
      [ClassRegression].self, forKey: .regressions)
    guard regressions.map(\.rate) == Self.rates else {
      throw DecodingError.dataCorruptedError(
        forKey: .regressions, in: values,
        debugDescription: "there should be regressions of the rates "
          + "\(Self.rates)")
    }
  }
}
