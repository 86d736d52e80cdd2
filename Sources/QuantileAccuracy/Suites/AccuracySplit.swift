internal import DecodeEstimators
internal import DecodeStatistics
internal import NumericalMethods

/// How a trace is divided into what a forecaster learns from and what judges
/// it.
public enum AccuracySplit: Sendable, Hashable, Codable {
  /// The first share of the answers is learnt, the rest judges, in order of
  /// time as in service.
  case temporal(Double = 0.5)
  /// A share drawn at random, the same for the same seed: drift does not show.
  case random(Double = 0.5, seed: UInt64 = 1)
  /// Every answer is judged once, in one of so many folds drawn at random, by a
  /// forecaster that learnt the others: drift does not show.
  case folds(Int = 5, seed: UInt64 = 1)
  /// Each task is judged by a forecaster that learnt all the others: what a
  /// new task has to expect.
  case leaveOneTaskOut
  /// Every count is divided in proportion, for count tables, which have no
  /// order. Both parts are then more alike than chance would make them, and
  /// no drift shows.
  case proportional(Double = 0.5)
}

/// One part of a trace to learn from and one to be judged by.
struct AccuracyFold {
  /// An answer with its place in the trace, from 0.
  typealias Row = (place: Int, answer: RecordedAnswer)

  var training: [Row]
  /// In the order in which they are forecast.
  var judged: [Row]
}

extension AccuracySplit {
  /// The folds; none has an empty part.
  func folds(
    _ answers: [RecordedAnswer]
  ) throws(AccuracyError) -> [AccuracyFold] {
    var rows: [AccuracyFold.Row] = answers.enumerated()
      .map { ($0.offset, $0.element) }.filter { $0.1.count > 0 }
    switch self {
    case .temporal(let share):
      return [try Self.divided(rows, share)]
    case .random(let share, let seed):
      Self.shuffle(&rows, seed)
      return [try Self.divided(rows, share)]
    case .folds(let count, let seed):
      guard count >= 2, rows.count >= count else {
        throw .splitLeavesNothing(
          share: 1 / Double(max(count, 1)), answers: rows.count)
      }
      Self.shuffle(&rows, seed)
      return (0..<count).map { fold in
        // Learnt in order of time, as they came.
        let parts = Dictionary(grouping: rows.indices) { $0 % count == fold }
        func part(_ isJudged: Bool) -> [AccuracyFold.Row] {
          (parts[isJudged] ?? []).map { rows[$0] }
            .sorted { $0.place < $1.place }
        }
        return AccuracyFold(training: part(false), judged: part(true))
      }
    case .leaveOneTaskOut:
      let tasks = Set(rows.map(\.1.request.task))
      guard tasks.count > 1 else { throw .oneTaskOnly }
      // A request of no named task is one of its own kind, and comes first.
      let ordered = tasks.sorted {
        ($0?.rawValue ?? "") < ($1?.rawValue ?? "")
      }
      return ordered.map { task in
        AccuracyFold(
          training: rows.filter { $0.1.request.task != task },
          judged: rows.filter { $0.1.request.task == task })
      }
    case .proportional(let share):
      return [try Self.inProportion(rows, share)]
    }
  }

  private static func shuffle(_ rows: inout [AccuracyFold.Row], _ seed: UInt64)
  {
    let random = RandomSource(seed: seed)
    for last in stride(from: rows.count - 1, to: 0, by: -1) {
      let place = Int(random.uniform() * Double(last + 1))
      rows.swapAt(min(place, last), last)
    }
  }

  private static func divided(
    _ rows: [AccuracyFold.Row], _ share: Double
  ) throws(AccuracyError) -> AccuracyFold {
    let size = Double(rows.count) * share
    guard share > 0, share < 1, size >= 1 else {
      throw .splitLeavesNothing(share: share, answers: rows.count)
    }
    let first = Int(size)
    return AccuracyFold(
      training: Array(rows[..<first]), judged: Array(rows[first...]))
  }

  private static func inProportion(
    _ rows: [AccuracyFold.Row], _ share: Double
  ) throws(AccuracyError) -> AccuracyFold {
    var fold = AccuracyFold(training: [], judged: [])
    var owed = 0.0
    for (place, answer) in rows {
      owed += Double(answer.count) * share
      let whole = min(owed.rounded(.down), Double(answer.count))
      owed -= whole
      var part = answer
      part.count = Int(whole)
      if part.count > 0 { fold.training.append((place, part)) }
      part.count = answer.count - part.count
      if part.count > 0 { fold.judged.append((place, part)) }
    }
    guard share > 0, share < 1, !fold.training.isEmpty, !fold.judged.isEmpty
    else { throw .splitLeavesNothing(share: share, answers: rows.count) }
    return fold
  }

  /// Whether judged answers follow each other in time.
  var isInOrderOfTime: Bool {
    if case .temporal = self { true } else { false }
  }
}

extension AccuracySplit: CustomStringConvertible {
  /// The split in words.
  public var description: String {
    switch self {
    case .temporal(let share): "the first \(percent(share)) learnt"
    case .random(let share, let seed):
      "\(percent(share)) learnt, drawn at random (seed \(seed))"
    case .folds(let count, let seed):
      "each answer forecast from the other \(count - 1) of \(count) parts "
        + "(drawn at random, seed \(seed))"
    case .leaveOneTaskOut: "each task forecast from all the others"
    case .proportional(let share):
      "\(percent(share)) of each count learnt"
    }
  }
}
