import DecodeStatistics

/// Tokens that come several at a time, as with a draft model: the first of
/// every group takes the time of a step, the others none.
public struct BatchedLatency: StepLatency {
  /// Seconds of one step.
  public let stepSeconds: Double
  /// Tokens that a step yields.
  public let tokensPerStep: Int

  public init(stepSeconds: Double, tokensPerStep: Int) {
    self.stepSeconds = stepSeconds
    self.tokensPerStep = tokensPerStep
  }

  public func latency(at position: Int) -> Double {
    (position - 1).isMultiple(of: tokensPerStep) ? stepSeconds : 0
  }

  public func cumulativeLatency(through position: Int) -> Double {
    let steps = (max(position, 0) + tokensPerStep - 1) / tokensPerStep
    return stepSeconds * Double(steps)
  }
}
