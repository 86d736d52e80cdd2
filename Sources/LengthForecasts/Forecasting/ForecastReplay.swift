/// Lets a forecaster that goes on learning learn from recorded answers as it
/// would have in service: each is forecast, then observed.
///
/// Answers to one prompt that follow each other are all forecast before any
/// of them is observed: what one model said to a prompt tells how long another
/// model's answer to the *same* prompt is, and a forecaster that learnt so
/// would expect as much of prompts that it never saw.
///
/// ```swift
/// var replay = ForecastReplay(try ConditionalLengthModel())
/// for answer in answers {
///   replay.observe(try answer.outcome(), answer.request.features)
/// }
/// let model = replay.finish()
/// ```
public struct ForecastReplay<Forecaster: LengthForecaster>: Sendable {
  private var forecaster: Forecaster
  private var prompt: String?
  private var open: [(outcome: Outcome, forecast: LengthForecast)] = []

  /// More answers to one prompt than that are not held back.
  private static var most: Int { 4096 }

  /// A replay from what a forecaster knows.
  public init(_ forecaster: Forecaster) { self.forecaster = forecaster }

  /// Forecasts an answer, to be learnt at once or after the last one to the
  /// same prompt.
  ///
  /// - Parameters:
  ///   - outcome: The answer.
  ///   - request: What was known of its request.
  ///   - prompt: What identifies the prompt; by default its text.
  public mutating func observe(
    _ outcome: Outcome, _ request: RequestFeatures, prompt: String? = nil
  ) {
    let prompt = prompt ?? request.text
    if prompt == nil || prompt != self.prompt || open.count >= Self.most {
      settle()
    }
    self.prompt = prompt
    open.append((outcome, forecaster.forecast(request)))
  }

  private mutating func settle() {
    for (outcome, forecast) in open {
      forecaster.observe(outcome, of: forecast)
    }
    open = []
  }

  /// Ends the replay.
  ///
  /// - Returns: The forecaster, which has learnt all answers.
  public consuming func finish() -> Forecaster {
    settle()
    return forecaster
  }
}
