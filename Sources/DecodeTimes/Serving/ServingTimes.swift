/// How long tokens take under one configuration of a server.
public struct ServingTimes: Sendable, Equatable, Codable {
  /// The time of each position.
  public var latency: LatencyModel
  /// How measured times scatter around it; `nil` takes T for L(N) itself.
  public var noise: DecodeTimeNoise?

  /// Times, exact unless noise is given.
  public init(latency: LatencyModel, noise: DecodeTimeNoise? = nil) {
    self.latency = latency
    self.noise = noise
  }

  /// Times by any step latency, exact unless noise is given.
  public init(latency: some StepLatency, noise: DecodeTimeNoise? = nil) {
    self.init(latency: LatencyModel(latency), noise: noise)
  }
}
