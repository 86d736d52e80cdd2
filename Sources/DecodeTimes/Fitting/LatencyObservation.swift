/// One answer as a server logs it: how many tokens, and how long they took.
public struct LatencyObservation: Sendable, Hashable, Codable {
  /// n, all output tokens, the first included.
  public var tokens: Int
  /// The time of the decode phase, in seconds.
  public var decodeSeconds: Double
  /// Forward passes, where several tokens may come out of one; `nil` where
  /// that is not logged.
  public var steps: Int?
  /// Tokens of the prompt.
  public var promptTokens: Int?
  /// Requests decoded together, or the mean of it over the answer.
  public var batch: Double?
  /// What it ran on.
  public var configuration: ServingConfiguration
  /// How much the row counts, more than 0.
  public var weight: Double

  /// An answer with what is known of it.
  public init(
    tokens: Int, decodeSeconds: Double, steps: Int? = nil,
    promptTokens: Int? = nil, batch: Double? = nil,
    configuration: ServingConfiguration = ServingConfiguration(),
    weight: Double = 1
  ) {
    self.tokens = tokens
    self.decodeSeconds = decodeSeconds
    self.steps = steps
    self.promptTokens = promptTokens
    self.batch = batch
    self.configuration = configuration
    self.weight = weight
  }

  /// What sorts rows, so that results do not depend on their order.
  var sortKey: [Double] {
    [
      Double(tokens), decodeSeconds, Double(promptTokens ?? -1), batch ?? -1,
      Double(steps ?? -1), weight,
    ]
  }
}
