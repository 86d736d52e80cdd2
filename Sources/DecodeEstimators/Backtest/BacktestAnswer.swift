public import DecodeStatistics

/// An answer of a trace: what was asked, and what came of it.
public struct BacktestAnswer: Sendable, Hashable {
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

  /// An answer.
  public init(
    _ request: DecodeRequest, tokens: Int, ending: Ending,
    decodeTime: Duration? = nil, count: Int = 1
  ) {
    self.request = request
    self.tokens = tokens
    self.ending = ending
    self.decodeTime = decodeTime
    self.count = count
  }
}

/// How answers are divided into those that a model is made from and those that
/// it is judged by.
public enum BacktestSplit: String, Sendable, Hashable, Codable {
  /// The first ones make the model, the others judge it, as in service.
  case temporal
  /// Every count is divided in proportion, for count tables, which have no
  /// order. Both parts are then more alike than chance would make them, and
  /// no drift shows.
  case proportional

  /// Both parts, neither with counts of 0.
  func parts(
    of answers: [BacktestAnswer], share: Double
  ) -> (training: [BacktestAnswer], judged: [BacktestAnswer]) {
    switch self {
    case .temporal:
      let some = answers.filter { $0.count > 0 }
      let first = Int((Double(some.count) * share).rounded(.down))
      return (Array(some[..<first]), Array(some[first...]))
    case .proportional:
      var parts: (training: [BacktestAnswer], judged: [BacktestAnswer]) =
        ([], [])
      var owed = 0.0
      for answer in answers where answer.count > 0 {
        owed += Double(answer.count) * share
        let whole = min(owed.rounded(.down), Double(answer.count))
        owed -= whole
        var part = answer
        part.count = Int(whole)
        if part.count > 0 { parts.training.append(part) }
        part.count = answer.count - part.count
        if part.count > 0 { parts.judged.append(part) }
      }
      return parts
    }
  }
}
