/// What a column of a trace or a count table means.
public enum TraceColumn: Sendable, Hashable {
  /// The name of the task.
  case task
  /// Output tokens of the answer.
  case outputTokens
  /// How the answer came to its end.
  case ending
  /// `max_tokens` in force.
  case cap
  /// Tokens of the prompt.
  case promptTokens
  /// Duration of the prefill, in milliseconds.
  case prefillMilliseconds
  /// Duration of the decode phase, in milliseconds.
  case decodeMilliseconds
  /// When the request came, as text.
  case timestamp
  /// How many answers the row stands for: this makes it a count table.
  case count
  /// A setting of the model or the server, by its name.
  case configuration(String)

  /// The columns that have a fixed name.
  static let fixed: [TraceColumn] = [
    .task, .outputTokens, .ending, .cap, .promptTokens,
    .prefillMilliseconds, .decodeMilliseconds, .timestamp, .count,
  ]

  /// What the header of a configuration column starts with.
  static let configurationPrefix = "config."

  /// The column's name in the header of a native trace.
  public var name: String {
    switch self {
    case .task: "task"
    case .outputTokens: "output_tokens"
    case .ending: "ending"
    case .cap: "cap"
    case .promptTokens: "prompt_tokens"
    case .prefillMilliseconds: "prefill_ms"
    case .decodeMilliseconds: "decode_ms"
    case .timestamp: "timestamp"
    case .count: "count"
    case .configuration(let name): Self.configurationPrefix + name
    }
  }

  /// The key by which `--columns` refers to the column.
  public var key: String {
    switch self {
    case .outputTokens: "tokens"
    case .promptTokens: "prompt"
    case .prefillMilliseconds: "prefill"
    case .decodeMilliseconds: "decode"
    default: name
    }
  }

  /// The column with a key or a native name, or `nil`.
  public init?(named text: String) {
    let prefix = Self.configurationPrefix
    if text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count {
      self = .configuration(String(text.dropFirst(prefix.count)))
      return
    }
    let found = Self.fixed.first { $0.key == text || $0.name == text }
    guard let found else { return nil }
    self = found
  }
}
