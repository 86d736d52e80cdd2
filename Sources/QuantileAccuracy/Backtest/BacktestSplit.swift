import DecodeEstimators
import DecodeStatistics

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
    of answers: [RecordedAnswer], share: Double
  ) -> (training: [RecordedAnswer], judged: [RecordedAnswer]) {
    switch self {
    case .temporal:
      let some = answers.filter { $0.count > 0 }
      let first = Int((Double(some.count) * share).rounded(.down))
      return (Array(some[..<first]), Array(some[first...]))
    case .proportional:
      var parts: (training: [RecordedAnswer], judged: [RecordedAnswer]) =
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
