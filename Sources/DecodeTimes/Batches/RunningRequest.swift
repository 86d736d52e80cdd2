public import LengthLaws

/// A request in a running batch, as its cache sees it.
public struct RunningRequest: Sendable {
  /// Prompt tokens, at least 0, which stay in the cache until the request is
  /// done.
  public let promptTokens: Int
  /// Output tokens generated so far, at least 0.
  public let generatedTokens: Int
  /// The law of the tokens still to come, such as a `RemainingLength`.
  public let residual: any LengthDistribution
  /// The most tokens that can still come, at least 1.
  public let longest: Int

  /// A request that has generated some tokens and goes on.
  ///
  /// - Parameters:
  ///   - law: The law of N, its output tokens.
  ///   - promptTokens: At least 0.
  ///   - generatedTokens: k ≥ 0, so far.
  ///   - cap: c > k.
  /// - Throws: `LengthLawError` for other numbers, or if no answer is longer
  ///   than k.
  public init(
    _ law: some LengthDistribution, promptTokens: Int,
    generatedTokens: Int = 0, cap: Int
  ) throws(LengthLawError) {
    let accepted = 0...TotalDecodeTime.maximumCap
    for (name, value) in [("prompt tokens", promptTokens), ("cap", cap)]
    where !accepted.contains(value) {
      throw LengthLawError(
        name, Double(value), accepted: "0 to \(accepted.upperBound)")
    }
    residual = try RemainingLength(law, after: generatedTokens, cap: cap)
    self.promptTokens = promptTokens
    self.generatedTokens = generatedTokens
    longest = cap - generatedTokens
  }

  /// Tokens in the cache at step s, while the request runs.
  func cachedTokens(at step: Int) -> Int {
    promptTokens + generatedTokens + step
  }
}
