import ArgumentParser
import DecodeStatistics

/// What `bound` bounds.
enum BoundedQuantity: String, CaseIterable, ExpressibleByArgument {
  case tokens
  case decodeTime = "decode-time"
  case totalTime = "total-time"

  /// The table of times, for those that are times.
  var times: KeyPath<MeasuredTimes, TimeTable>? {
    switch self {
    case .tokens: nil
    case .decodeTime: \.decode
    case .totalTime: \.total
    }
  }
}
