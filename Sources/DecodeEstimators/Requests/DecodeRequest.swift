public import DecodeStatistics

/// One request whose decode time is asked for.
public struct DecodeRequest: Sendable, Hashable {
  /// The task; `nil` or one that the model does not know falls back on all
  /// tasks pooled.
  public var task: TaskID?
  /// `max_tokens` of the request; `nil` takes the cap under which the model's
  /// answers were generated.
  public var cap: Int?
  /// Tokens generated so far; estimates are then of the time that remains.
  public var generatedTokens: Int
  /// Tokens of the prompt.
  public var promptTokens: Int?
  /// Numbers that stand for the prompt's meaning, for predictors that were
  /// made with embeddings of the same size.
  public var embedding: [Double]?
  /// The time of the prefill phase, for budgets.
  public var prefill: Duration

  /// A request.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - cap: `max_tokens`, in 1...`TotalDecodeTime.maximumCap`.
  ///   - generatedTokens: Tokens generated so far, at least 0.
  ///   - promptTokens: Tokens of the prompt, at least 0.
  ///   - embedding: Numbers that stand for the prompt's meaning.
  ///   - prefill: The time of the prefill phase, at least 0.
  public init(
    task: TaskID? = nil, cap: Int? = nil, generatedTokens: Int = 0,
    promptTokens: Int? = nil, embedding: [Double]? = nil,
    prefill: Duration = .zero
  ) {
    self.task = task
    self.cap = cap
    self.generatedTokens = generatedTokens
    self.promptTokens = promptTokens
    self.embedding = embedding
    self.prefill = prefill
  }

  /// Refuses what no request can be.
  func validate() throws(EstimationError) {
    let caps = 1...TotalDecodeTime.maximumCap
    if let cap, !caps.contains(cap) {
      throw .requestOutOfRange(
        "cap", found: "\(cap)",
        accepted: "\(caps.lowerBound) to \(caps.upperBound) tokens")
    }
    guard generatedTokens >= 0 else {
      throw .requestOutOfRange(
        "generated tokens", found: "\(generatedTokens)",
        accepted: "0 or more")
    }
    if let promptTokens, promptTokens < 0 {
      throw .requestOutOfRange(
        "prompt tokens", found: "\(promptTokens)", accepted: "0 or more")
    }
    guard prefill >= .zero else {
      throw .requestOutOfRange(
        "prefill", found: prefill.shortText, accepted: "0 or more")
    }
  }
}
