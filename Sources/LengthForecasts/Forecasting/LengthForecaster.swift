/// Something that says, before an answer, how long it may become.
///
/// This is the one way from a request to a law of lengths: schemes, budgets,
/// `evaluate` and experiments all go through it, so that what is judged is
/// what is served. A model that was fitted once has only to `forecast`; one
/// that goes on learning also observes what became of its forecasts:
///
/// ```swift
/// let forecast = forecaster.forecast(request)  // at arrival
/// let p95 = forecast.quantile(0.95)
/// forecaster.observe(outcome, of: forecast)  // once it has ended
/// ```
///
/// Any number of answers may be under way at once, and end in any order: an
/// outcome is learnt with the forecast that was served for it, not with what
/// would be forecast by then.
public protocol LengthForecaster: Sendable {
  /// The law of the length of the answer to a request.
  ///
  /// A forecaster that cannot use what a request says, or has seen nothing,
  /// still gives a law; `SurvivalStepFunction.unknown` is the one that knows
  /// nothing.
  ///
  /// - Parameter request: What is known before the answer.
  /// - Returns: A law of N, the whole answer without any cap.
  func forecast(_ request: RequestFeatures) -> LengthForecast

  /// Learns what became of an answer; by default nothing is learnt.
  ///
  /// - Parameters:
  ///   - outcome: The answer.
  ///   - forecast: What this forecaster, then, said of it.
  mutating func observe(_ outcome: Outcome, of forecast: LengthForecast)
}

extension LengthForecaster {
  /// Learns nothing.
  public mutating func observe(
    _ outcome: Outcome, of forecast: LengthForecast
  ) {}
}
