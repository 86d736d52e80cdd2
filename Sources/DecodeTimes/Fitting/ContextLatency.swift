/// A step latency that depends on the request: on the tokens in its key-value
/// cache and on the requests decoded beside it.
///
///     l(k) = a + b·(p + k − 1) + c·(m − 1)
///
/// with p the prompt's tokens and m the batch. It is no `StepLatency` before
/// both are known: `stepLatency(promptTokens:batch:)` makes it one.
public struct ContextLatency: Sendable, Equatable, Codable {
  /// a in seconds.
  public let secondsPerStep: Double
  /// b in seconds per token in the cache.
  public let secondsPerCachedToken: Double
  /// c in seconds per further request of the batch.
  public let secondsPerRequest: Double
  /// A cost paid once, in seconds.
  public let startUpSeconds: Double

  /// The affine latency of one request.
  ///
  /// - Parameters:
  ///   - promptTokens: p ≥ 0.
  ///   - batch: m ≥ 1.
  /// - Returns: The step latency without the start-up cost.
  /// - Throws: `DecodeTimeError` if the numbers make no latency.
  public func stepLatency(
    promptTokens: Int, batch: Double = 1
  ) throws(DecodeTimeError) -> AffineLatency {
    let level =
      secondsPerStep + secondsPerCachedToken * (Double(promptTokens) - 1)
      + secondsPerRequest * (batch - 1)
    return try AffineLatency(
      intercept: level, slope: secondsPerCachedToken)
  }
}
