internal import DecodeStatistics

/// What servers write for the end of an answer.
enum FinishReason {
  case ending(Ending)
  /// The request failed: there is no length.
  case failed
  /// A word that is not known.
  case unknown

  /// The endings by word, in lower case.
  ///
  /// A loop that the server cuts says no more than N > k, nor does a content
  /// filter.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    let text = text.trimmed
    switch text.count {
    case 3 where text.matches("eos"): self = .ending(.stopped)
    case 4 where text.matches("stop"): self = .ending(.stopped)
    case 5 where text.matches("abort"): self = .ending(.cancelled)
    case 5 where text.matches("error"): self = .failed
    case 6 where text.matches("length"): self = .ending(.capped)
    case 6 where text.matches("capped"): self = .ending(.capped)
    case 7 where text.matches("stopped"): self = .ending(.stopped)
    case 7 where text.matches("aborted"): self = .ending(.cancelled)
    case 7 where text.matches("timeout"): self = .ending(.cancelled)
    default: self = Self.long(String(decoding: text, as: UTF8.self))
    }
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { FinishReason($0) }
  }

  private static func long(_ text: String) -> FinishReason {
    switch text.lowercased() {
    case "end_turn", "stop_sequence", "tool_calls", "tool_call", "tool_use",
      "function_call", "eos_token", "finished", "completed":
      .ending(.stopped)
    case "max_tokens", "max_length", "model_length", "max_output_tokens":
      .ending(.capped)
    case "cancelled", "canceled", "content_filter", "repetition", "safety",
      "refusal", "incomplete", "disconnect":
      .ending(.cancelled)
    case "failed": .failed
    default: .unknown
    }
  }
}
