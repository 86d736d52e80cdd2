public import DecodeStatistics

/// One row of a trace: an answer, or several alike in a count table.
public struct TraceAnswer: Sendable, Hashable {
  /// The task it belongs to.
  public var task: TaskID
  /// Tokens generated, at least 1; under an origin of 0, one more than the
  /// file says.
  public var outputTokens: Int
  /// How it came to its end.
  public var ending: Ending
  /// `max_tokens` in force, shifted like `outputTokens`; `nil` if unknown.
  public var cap: Int?
  /// Tokens of the prompt; `nil` if unknown.
  public var promptTokens: Int?
  /// Duration of the prefill; `nil` if unknown.
  public var prefillSeconds: Double?
  /// Duration of the decode phase; `nil` if unknown.
  public var decodeSeconds: Double?
  /// When the request came, as the file has it; `nil` if unknown.
  public var timestamp: String?
  /// The settings in `config.*` columns that are not empty, by name.
  public var configuration: [String: String]
  /// How many answers the row stands for: 1 except in count tables.
  public var count: Int
  /// The line on which the row starts, counting from 1.
  public var line: Int

  /// Describes an answer.
  public init(
    task: TaskID, outputTokens: Int, ending: Ending, cap: Int? = nil,
    promptTokens: Int? = nil, prefillSeconds: Double? = nil,
    decodeSeconds: Double? = nil, timestamp: String? = nil,
    configuration: [String: String] = [:], count: Int = 1, line: Int = 1
  ) {
    self.task = task
    self.outputTokens = outputTokens
    self.ending = ending
    self.cap = cap
    self.promptTokens = promptTokens
    self.prefillSeconds = prefillSeconds
    self.decodeSeconds = decodeSeconds
    self.timestamp = timestamp
    self.configuration = configuration
    self.count = count
    self.line = line
  }
}
