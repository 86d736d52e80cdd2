/// The law of one request's prefill time: a predicted time with the noise
/// around such predictions.
///
/// An estimate, without a promise.
public struct PrefillLaw: Sendable, Equatable {
  /// The predicted time, in seconds.
  public let seconds: Double
  /// How measured times scatter around it; `nil` takes it as it is.
  public let noise: DecodeTimeNoise?

  /// A law around a predicted time.
  public init(seconds: Double, noise: DecodeTimeNoise? = nil) {
    self.seconds = seconds
    self.noise = noise
  }

  /// The smallest t that a prefill is within with probability of `level`.
  ///
  /// - Parameter level: In (0, 1).
  /// - Returns: Seconds.
  public func quantile(_ level: Double) -> Double {
    seconds * (noise?.quantile(level, tokens: 1) ?? 1)
  }
}
