/// Which output tokens are decode steps.
///
/// Most servers take the first output token from the prefill's last position:
/// the time to first token holds it, and an answer of n tokens has n − 1
/// decode steps. Figures that divide a decode time by all n tokens count
/// otherwise. At 45 ms a token the two differ by 45 ms an answer, which for
/// answers of two tokens is half of the decode time; hence a named choice.
public enum DecodeStepConvention: String, Sendable, Hashable, Codable,
  CaseIterable
{
  /// All n output tokens are decode steps: T = L(n).
  case everyTokenIsAStep
  /// The first output token comes out of prefill: T = L(n) − L(1).
  case firstTokenInPrefill

  /// How many decode steps an answer of n tokens has: n or n − 1, at least 0.
  public func stepCount(tokens: Int) -> Int {
    guard tokens >= 1 else { return 0 }
    return switch self {
    case .everyTokenIsAStep: tokens
    case .firstTokenInPrefill: tokens - 1
    }
  }

  /// The decode time of an answer, in seconds: L(n), less L(1) if the first
  /// token is part of prefill.
  ///
  /// Positions keep their numbers: under `firstTokenInPrefill` the first
  /// decode step is that of position 2.
  ///
  /// - Parameters:
  ///   - latency: The time of each position.
  ///   - tokens: n, all output tokens, the first included.
  /// - Returns: Seconds, at least 0; 0 for n < 1.
  public func decodeTime(
    _ latency: some StepLatency, tokens: Int
  ) -> Double {
    guard tokens >= 1 else { return 0 }
    let all = latency.cumulativeLatency(through: tokens)
    return switch self {
    case .everyTokenIsAStep: all
    case .firstTokenInPrefill: all - latency.cumulativeLatency(through: 1)
    }
  }
}

extension DecodeStepConvention: CustomStringConvertible {
  /// The convention in words.
  public var description: String {
    switch self {
    case .everyTokenIsAStep:
      "every output token is a decode step"
    case .firstTokenInPrefill:
      "the first output token comes out of prefill"
    }
  }
}
