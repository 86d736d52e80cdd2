import DecodeStatistics

/// A forecaster that is told a part of what is known of requests.
struct PartialKnowledge<Base: LengthForecaster>: LengthForecaster {
  private var base: Base
  let words: Bool
  let embedding: Bool

  /// - Parameters:
  ///   - base: The forecaster.
  ///   - words: Whether it is told the prompt itself.
  ///   - embedding: Whether it is told the prompt's embedding.
  init(_ base: Base, words: Bool, embedding: Bool) {
    self.base = base
    self.words = words
    self.embedding = embedding
  }

  func forecast(_ request: RequestFeatures) -> LengthForecast {
    var told = request
    if !words { told.text = nil }
    if !embedding { told.embedding = nil }
    return base.forecast(told)
  }

  mutating func observe(_ outcome: Outcome, of forecast: LengthForecast) {
    base.observe(outcome, of: forecast)
  }
}
