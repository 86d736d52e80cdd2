/// What else a server has to do at the moment at which a request's prefill, or
/// its decode phase, begins.
public struct ServerLoad: Sendable, Hashable, Codable {
  /// Requests in their decode phase.
  public var running: Double
  /// Requests that came and whose prefill has not begun.
  public var waiting: Double
  /// Prompt tokens of the requests in their prefill.
  public var prefillTokens: Double
  /// Tokens in the key–value cache of the running requests: their prompts and
  /// what they have generated.
  public var cachedTokens: Double

  /// A load, each number at least 0.
  public init(
    running: Double = 0, waiting: Double = 0, prefillTokens: Double = 0,
    cachedTokens: Double = 0
  ) {
    self.running = running
    self.waiting = waiting
    self.prefillTokens = prefillTokens
    self.cachedTokens = cachedTokens
  }

  /// The load as covariates, by the names that columns have.
  public var covariates: [String: Double] {
    [
      "running": running, "waiting": waiting,
      "prefill_tokens": prefillTokens, "cached_tokens": cachedTokens,
    ]
  }

  /// The names of its covariates.
  public static let names = [
    "running", "waiting", "prefill_tokens", "cached_tokens",
  ]
}
