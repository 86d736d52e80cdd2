/// Decoding with several tokens a step, as speculative decoding and chunked
/// streams have it: time per step and tokens per step, both from data.
///
/// An answer of n tokens takes about n/g steps, g the tokens per step. Steps
/// are a step latency of their own, by step; `perToken` divides it by g.
public struct MultiTokenLatency: Sendable, Equatable, Codable {
  /// Total times against *steps*.
  public let stepFit: LatencyFit
  /// g: all tokens over all steps.
  public let tokensPerStep: Double
  /// The standard error of g, answers being the units; `nil` for one answer.
  public let tokensPerStepError: Double?
  /// Tokens over steps of each answer, sorted: the spread of acceptance.
  public let answerRates: [Double]

  /// Fits steps and rates.
  ///
  /// - Parameters:
  ///   - observations: Answers with tokens and steps, 1 ≤ steps ≤ tokens.
  ///   - form: The latency of a step, `.constant` or another form of position,
  ///     read by step.
  ///   - fitting: How to fit; every step counts, whatever its convention says.
  /// - Throws: `DecodeTimeError.missing` where steps are not logged,
  ///   `countOutOfRange` where they are out of range, and what a fit throws.
  public init(
    _ observations: [LatencyObservation], form: LatencyForm = .constant,
    fitting: LatencyFitting = LatencyFitting()
  ) throws(DecodeTimeError) {
    guard !observations.isEmpty else { throw .noObservations }
    var byStep: [LatencyObservation] = []
    for (row, observation) in observations.enumerated() {
      guard let steps = observation.steps else {
        throw .missing(row: row, name: "steps (forward passes)")
      }
      try DecodeTimeError.check(
        count: observation.tokens, "output tokens", row: row)
      guard steps >= 1, steps <= observation.tokens else {
        throw .countOutOfRange(row: row, name: "steps", value: steps)
      }
      var copy = observation
      copy.tokens = steps
      byStep.append(copy)
    }
    var settings = fitting
    settings.convention = .everyTokenIsAStep
    stepFit = try settings.fit(byStep, form: form)
    let tokens = observations.map { Double($0.tokens) }
    let steps = byStep.map { Double($0.tokens) }
    let (allTokens, allSteps) = (
      tokens.sorted().reduce(0, +), steps.sorted().reduce(0, +)
    )
    let rate = allTokens / allSteps
    tokensPerStep = rate
    // The ratio estimator's variance, by linearisation.
    let squares = zip(tokens, steps)
      .map { ($0 - rate * $1) * ($0 - rate * $1) }.sorted().reduce(0, +)
    let n = Double(observations.count)
    tokensPerStepError =
      n > 1 ? (squares * n / (n - 1)).squareRoot() / allSteps : nil
    answerRates = zip(tokens, steps).map { $0 / $1 }.sorted()
  }

  /// The time per token where every step gives g of them, by token; the
  /// start-up cost is kept.
  ///
  /// It is exact for the mean of steps that do not depend on position; for
  /// others each step's time is that at step k/g.
  ///
  /// - Parameter last: The tokens to tabulate where steps depend on position,
  ///   at most 2²⁰.
  /// - Returns: A step latency.
  /// - Throws: `DecodeTimeError` where steps were fitted with more than
  ///   position.
  public func perToken(
    through last: Int = 4096
  ) throws(DecodeTimeError) -> LatencyModel {
    guard let latency = stepFit.latency else {
      throw .invalidSetting("steps should be fitted by position alone")
    }
    if case .startUp(let start) = latency {
      return .startUp(
        try StartUpLatency(
          startUpSeconds: start.startUpSeconds,
          steps: try divided(start.steps, through: last)))
    }
    return try divided(latency, through: last)
  }

  private func divided(
    _ steps: LatencyModel, through last: Int
  ) throws(DecodeTimeError) -> LatencyModel {
    if case .constant(let constant) = steps {
      return .constant(
        try ConstantLatency(
          secondsPerToken: constant.secondsPerToken / tokensPerStep))
    }
    let end = min(max(last, 1), TabulatedLatency.maximumPosition)
    return .tabulated(
      try TabulatedLatency(
        knots: (1...end).map { position in
          let step = (Double(position) / tokensPerStep).rounded(.up)
          let seconds = steps.latency(at: max(1, Int(step)))
          return (position: position, seconds: seconds / tokensPerStep)
        }))
  }
}
