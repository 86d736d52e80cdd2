public import DecodeStatistics

/// An answer on record: what was asked, and what came of it.
///
/// This is what a row of any trace becomes.
public struct RecordedAnswer: Sendable, Hashable {
  /// What was known when the answer was asked for.
  public var request: DecodeRequest
  /// Tokens generated, at least 1.
  public var tokens: Int
  /// How the answer came to its end.
  public var ending: Ending
  /// The measured decode time; `nil` takes that of the latency model.
  public var decodeTime: Duration?
  /// How many such answers there were, at least 0.
  public var count: Int

  /// The measured time until the first token, which includes time in a queue
  /// unless that is logged apart.
  public var prefillTime: Duration?
  /// The measured time in a queue, where it is logged apart.
  public var queueTime: Duration?
  /// The time from end to end, as logged.
  public var loggedTotalTime: Duration?

  /// When the request came, in seconds since any one moment.
  public var timestamp: Double?
  /// The place of the request in its conversation, counting from 0 or 1.
  public var turn: Int?
  /// The answer's number among those that were read, counting from 0.
  public var id: Int
  /// The `id` of the answer that the request goes on from, where an
  /// identifier in the data says so.
  public var continues: Int?
  /// What identifies the prompt.
  public var promptID: String?
  /// The line of the file on which the row starts, counting from 1; 0 if the
  /// answer comes from no file.
  public var line: Int

  /// An answer.
  public init(
    _ request: DecodeRequest, tokens: Int, ending: Ending,
    decodeTime: Duration? = nil, count: Int = 1,
    prefillTime: Duration? = nil, queueTime: Duration? = nil,
    loggedTotalTime: Duration? = nil, timestamp: Double? = nil,
    turn: Int? = nil, id: Int = 0, continues: Int? = nil,
    promptID: String? = nil, line: Int = 0
  ) {
    self.request = request
    self.tokens = tokens
    self.ending = ending
    self.decodeTime = decodeTime
    self.count = count
    self.prefillTime = prefillTime
    self.queueTime = queueTime
    self.loggedTotalTime = loggedTotalTime
    self.timestamp = timestamp
    self.turn = turn
    self.id = id
    self.continues = continues
    self.promptID = promptID
    self.line = line
  }

  /// What identifies the prompt, or the prompt itself: answers of the same are
  /// answers to the same question.
  public var promptKey: String? { promptID ?? request.prompt }

  /// The time from end to end: as logged, else first token and decode, and
  /// the queue where it is logged apart; `nil` if they are not known.
  public var totalTime: Duration? {
    if let loggedTotalTime { return loggedTotalTime }
    guard let prefillTime, let decodeTime else { return nil }
    return (queueTime ?? .zero) + prefillTime + decodeTime
  }
}

extension LifeTables {
  /// The life tables of recorded answers; those of no named task are counted
  /// as of the task "all".
  ///
  /// - Throws: `LengthLawError` for a length below 1.
  public init(_ answers: [RecordedAnswer]) throws(LengthLawError) {
    self.init()
    for answer in answers {
      try record(
        task: answer.request.task ?? "all", length: answer.tokens,
        ending: answer.ending, count: answer.count)
    }
  }
}
