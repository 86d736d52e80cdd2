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
  /// The time until the first token.
  case prefill
  /// The duration of the decode phase.
  case decode
  /// The time from end to end.
  case total
  /// The decode time divided by the number of decode steps.
  case timePerToken
  /// The times between tokens or chunks, as a list.
  case interTokenTimes
  /// The time in a queue, where it is not part of the prefill.
  case queue
  /// When the request came.
  case timestamp
  /// Which tokens are decode steps, the same in every row.
  case convention
  /// What identifies the conversation.
  case conversation
  /// The place of the request in its conversation.
  case turn
  /// What identifies the prompt.
  case promptID
  /// The prompt itself.
  case text
  /// A length or class that somebody predicted.
  case prediction
  /// How many answers the row stands for: this makes it a count table.
  case count
  /// A setting of the model or the server, by its name.
  case configuration(String)
  /// A number or label known at arrival, by its name.
  case feature(String)

  /// The columns that have a fixed name.
  static let fixed: [TraceColumn] = [
    .task, .outputTokens, .ending, .cap, .promptTokens, .prefill, .decode,
    .total, .timePerToken, .interTokenTimes, .queue, .timestamp, .convention,
    .conversation, .turn, .promptID, .text, .prediction, .count,
  ]

  /// What the header of a configuration column starts with.
  static let configurationPrefix = "config."
  /// What the header of a feature column starts with.
  static let featurePrefix = "feature."

  /// The column's name in the header of a native trace.
  public var name: String {
    switch self {
    case .task: "task"
    case .outputTokens: "output_tokens"
    case .ending: "ending"
    case .cap: "cap"
    case .promptTokens: "prompt_tokens"
    case .prefill: "prefill_ms"
    case .decode: "decode_ms"
    case .total: "e2e_ms"
    case .timePerToken: "tpot_ms"
    case .interTokenTimes: "itl_ms"
    case .queue: "queue_ms"
    case .timestamp: "timestamp"
    case .convention: "convention"
    case .conversation: "conversation"
    case .turn: "turn"
    case .promptID: "prompt_id"
    case .text: "text"
    case .prediction: "prediction"
    case .count: "count"
    case .configuration(let name): Self.configurationPrefix + name
    case .feature(let name): Self.featurePrefix + name
    }
  }

  /// The key by which `--columns` refers to the column.
  public var key: String {
    switch self {
    case .outputTokens: "tokens"
    case .promptTokens: "prompt"
    case .prefill: "prefill"
    case .decode: "decode"
    case .total: "e2e"
    case .timePerToken: "tpot"
    case .interTokenTimes: "itl"
    case .queue: "queue"
    default: name
    }
  }

  /// Whether the column holds times, whose unit may be stated.
  var isTime: Bool {
    switch self {
    case .prefill, .decode, .total, .timePerToken, .interTokenTimes, .queue:
      true
    default: false
    }
  }

  /// Whether a unit may be stated.
  var hasUnit: Bool { isTime || self == .timestamp }

  /// The column with a key or a native name, or `nil`.
  public init?(named text: String) {
    for (prefix, make) in [
      (Self.configurationPrefix, TraceColumn.configuration),
      (Self.featurePrefix, TraceColumn.feature),
    ] where text.hasPrefix(prefix) && text.utf8.count > prefix.utf8.count {
      self = make(String(text.dropFirst(prefix.count)))
      return
    }
    let found = Self.fixed.first { $0.key == text || $0.name == text }
    guard let found else { return nil }
    self = found
  }
}
