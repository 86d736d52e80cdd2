import DecodeStatistics

/// The empirical law of the answers to prompts of about the same length: one
/// life table for every power of two.
public struct PromptClassForecaster: LengthForecaster {
  private var classes: [Int: LifeTable] = [:]
  private var all = LifeTable()
  private let fewest: Int

  /// Classes of fewer answers than `fewest` take the law of all.
  public init(fewest: Int = 30) { self.fewest = fewest }

  public func forecast(_ request: RequestFeatures) -> LengthForecast {
    let own = classes[promptClass(request), default: LifeTable()]
    let table = own.count >= fewest ? own : all
    guard let law = try? KaplanMeier(table) else {
      return LengthForecast(
        request, law: SurvivalStepFunction.unknown, identifiedThrough: 0)
    }
    return LengthForecast(
      request, law: law, identifiedThrough: law.identifiedThrough)
  }

  public mutating func observe(_ outcome: Outcome, of forecast: LengthForecast)
  {
    let key = promptClass(forecast.request)
    // An outcome's length is at least 1, so no table refuses it.
    try? classes[key, default: LifeTable()].record(
      length: outcome.length, ending: outcome.ending)
    try? all.record(length: outcome.length, ending: outcome.ending)
  }

  private func promptClass(_ request: RequestFeatures) -> Int {
    Int.bitWidth - max(request.promptTokens ?? 0, 0).leadingZeroBitCount
  }
}
