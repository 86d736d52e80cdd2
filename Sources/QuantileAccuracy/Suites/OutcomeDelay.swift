public import DecodeEstimators
internal import DecodeStatistics

/// When the outcome of an answer is known to a forecaster that goes on
/// learning.
public enum OutcomeDelay: Sendable, Hashable, Codable {
  /// At once, before the next request: what a trace without times allows.
  case none
  /// At arrival plus the measured time from end to end, or of decoding where
  /// no more was measured.
  case recorded
  /// At arrival plus so many seconds for each token.
  case secondsPerToken(Double)

  /// The default for some answers: as recorded where all have an arrival and
  /// a measured time, else at once.
  public init(for answers: [RecordedAnswer]) {
    let isRecorded = answers.allSatisfy {
      $0.timestamp != nil && ($0.totalTime ?? $0.decodeTime) != nil
    }
    self = isRecorded && !answers.isEmpty ? .recorded : .none
  }

  /// When an answer came and when its outcome is known, in seconds; `nil` if
  /// what it takes was not recorded.
  func times(_ answer: RecordedAnswer) -> (arrival: Double, known: Double)? {
    guard let arrival = answer.timestamp else { return nil }
    switch self {
    case .none: return (arrival, arrival)
    case .recorded:
      guard let total = answer.totalTime ?? answer.decodeTime else {
        return nil
      }
      return (arrival, arrival + total.inSeconds)
    case .secondsPerToken(let seconds):
      return (arrival, arrival + seconds * Double(answer.tokens))
    }
  }
}

extension OutcomeDelay: CustomStringConvertible {
  /// The delay in words.
  public var description: String {
    switch self {
    case .none: "outcomes were taken as known at once"
    case .recorded: "outcomes were known after the measured time"
    case .secondsPerToken(let seconds):
      "outcomes were known after \(decimal(seconds * 1000, 3)) ms a token"
    }
  }
}

/// Answers under way, whose outcomes come in the order in which they are
/// known.
struct OpenAnswers {
  /// More than that are under way on no server; beyond, some are given up.
  private static let most = 1 << 20

  private struct Entry {
    var known: Double
    var number: Int
    var outcome: Outcome
    var forecast: LengthForecast
  }
  /// A heap, the first to be known on top.
  private var heap: [Entry] = []
  private var number = 0

  private static func isBefore(_ first: Entry, _ second: Entry) -> Bool {
    (first.known, first.number) < (second.known, second.number)
  }

  mutating func add(
    _ outcome: Outcome, of forecast: LengthForecast, known: Double
  ) {
    heap.append(
      Entry(known: known, number: number, outcome: outcome, forecast: forecast))
    number += 1
    var place = heap.count - 1
    while place > 0, Self.isBefore(heap[place], heap[(place - 1) / 2]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
    if heap.count > Self.most { heap.removeLast() }
  }

  /// Takes out what is known by then.
  mutating func next(
    by time: Double
  ) -> (outcome: Outcome, forecast: LengthForecast)? {
    guard let first = heap.first, first.known <= time else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var place = 0
      while true {
        var least = place
        for child in [2 * place + 1, 2 * place + 2]
        where child < heap.count && Self.isBefore(heap[child], heap[least]) {
          least = child
        }
        guard least != place else { break }
        heap.swapAt(place, least)
        place = least
      }
    }
    return (first.outcome, first.forecast)
  }
}
