public import DecodeStatistics

/// An answer on record: what was asked, and what came of it.
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
  /// When the request came, on any clock; `nil` if unknown.
  public var arrival: Duration?

  /// An answer.
  public init(
    _ request: DecodeRequest, tokens: Int, ending: Ending,
    decodeTime: Duration? = nil, count: Int = 1, arrival: Duration? = nil
  ) {
    self.request = request
    self.tokens = tokens
    self.ending = ending
    self.decodeTime = decodeTime
    self.count = count
    self.arrival = arrival
  }
}

extension LifeTables {
  /// The life tables of recorded answers; those of no named task are counted
  /// as of the task "all".
  ///
  /// - Throws: `LifeTableError` for a length below 1.
  public init(_ answers: [RecordedAnswer]) throws(LifeTableError) {
    self.init()
    for answer in answers {
      try record(
        task: answer.request.task ?? "all", length: answer.tokens,
        ending: answer.ending, count: answer.count)
    }
  }
}
