internal import DecodeEstimators
internal import DecodeStatistics

/// What one record of any format says, before it is an answer.
struct TraceRow {
  /// The number of the task's name.
  var task = 0
  var tokens = 0
  /// How the answer ended; `nil` if nothing says so.
  var ending: Ending?
  var cap: Int?
  var count = 1
  var line = 0

  var promptTokens: Int?
  var times = RowTimes()
  /// Seconds since any one moment.
  var timestamp: Double?
  var conversation: String?
  var turn: Int?
  /// The blocks of the prompt, as identifiers, of which the last one may be
  /// incomplete.
  var promptBlocks: [Int] = []
  var promptID: String?
  var text: String?
  var prediction: FeatureValue?
  var features: [String: FeatureValue] = [:]
  var configuration: [String: String] = [:]

  /// The answer that the row is.
  func answer(task: TaskID, id: Int) -> RecordedAnswer {
    RecordedAnswer(
      DecodeRequest(
        task: task,
        // Longer contexts than any model has are no cap.
        cap: cap.map { min($0, TotalDecodeTime.maximumCap) },
        promptTokens: promptTokens, conversation: conversation,
        prediction: prediction, values: features, prompt: text,
        configuration: configuration.isEmpty
          ? nil : ServingConfiguration(configuration),
        prefill: times.prefill.map { .clamped(seconds: $0) } ?? .zero),
      tokens: tokens, ending: ending ?? .stopped,
      decodeTime: times.decode.map { .clamped(seconds: $0) }, count: count,
      prefillTime: times.prefill.map { .clamped(seconds: $0) },
      queueTime: times.queue.map { .clamped(seconds: $0) },
      loggedTotalTime: times.total.map { .clamped(seconds: $0) },
      timestamp: timestamp, turn: turn, id: id, promptID: promptID, line: line)
  }
}

/// The times of one answer, in seconds.
struct RowTimes {
  var prefill: Double?
  var decode: Double?
  var total: Double?
  var queue: Double?
  /// The decode time divided by the number of steps, where it is no time of
  /// its own.
  var perToken: Double?
  /// The sum of the times between tokens or chunks, and their number.
  var between: (sum: Double, count: Int)?

  /// Where a decode time comes from.
  enum Source: Sendable, Hashable {
    /// It was measured as such.
    case measured
    /// The sum of the times after the first token.
    case between
    /// What the first token leaves of the time from end to end.
    case afterFirstToken
    /// A time per output token, times their number.
    case perToken
    /// The time from end to end, the first token included.
    case total

    /// Which tokens the time covers, where the source says so.
    var convention: DecodeStepConvention? {
      switch self {
      case .measured: nil
      case .between, .afterFirstToken, .perToken: .firstTokenInPrefill
      case .total: .everyTokenIsAStep
      }
    }
  }

  /// Whether there is any time.
  var isEmpty: Bool {
    prefill == nil && decode == nil && total == nil && perToken == nil
      && between == nil
  }

  /// Finds the decode time where another time stands in for it.
  ///
  /// - Returns: Where it comes from; `nil` if there is none, or if the time
  ///   from end to end is shorter than that of the first token.
  mutating func settle(
    tokens: Int, convention: DecodeStepConvention?
  ) -> Source? {
    if decode != nil { return .measured }
    if let between {
      decode = between.sum
      return .between
    }
    if let total, let prefill {
      let rest = total - prefill - (queue ?? 0)
      // Clocks are read one after the other: a microsecond is no
      // contradiction.
      guard rest >= -1e-6 else { return nil }
      decode = max(rest, 0)
      return .afterFirstToken
    }
    if let perToken {
      decode =
        perToken
        * Double(
          (convention ?? .firstTokenInPrefill).stepCount(tokens: tokens))
      return .perToken
    }
    if let total {
      decode = total
      return .total
    }
    return nil
  }
}
