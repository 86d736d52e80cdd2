internal import DecodeEstimators
internal import DecodeStatistics
internal import NumericalMethods

/// How a trace is divided into what a forecaster learns from and what judges
/// it.
public enum AccuracySplit: Sendable, Hashable, Codable {
  /// The first share of the answers is learnt, the rest judges.
  case temporal(Double = 0.5)
  /// The same, but each judged answer is learnt once it has been forecast, as
  /// in service.
  case prequential(Double = 0.5)
  /// A share drawn at random, the same for the same seed: drift does not show.
  case random(Double = 0.5, seed: UInt64 = 1)
  /// Each task is judged by a forecaster that learnt all the others: what a
  /// new task has to expect.
  case leaveOneTaskOut
}

/// One part of a trace to learn from and one to be judged by.
struct AccuracyFold {
  var training: [RecordedAnswer]
  /// In the order in which they are forecast.
  var judged: [RecordedAnswer]
  /// Whether judged answers are learnt after they were forecast.
  var learnsOn = false
}

extension AccuracySplit {
  /// The folds; none has an empty part.
  func folds(
    _ answers: [RecordedAnswer]
  ) throws(AccuracyError) -> [AccuracyFold] {
    switch self {
    case .temporal(let share):
      return [try Self.divided(answers, share)]
    case .prequential(let share):
      var fold = try Self.divided(answers, share)
      fold.learnsOn = true
      return [fold]
    case .random(let share, let seed):
      let random = RandomSource(seed: seed)
      var shuffled = answers
      for last in stride(from: shuffled.count - 1, to: 0, by: -1) {
        let place = Int(random.uniform() * Double(last + 1))
        shuffled.swapAt(min(place, last), last)
      }
      return [try Self.divided(shuffled, share)]
    case .leaveOneTaskOut:
      let tasks = Set(answers.map(\.request.task))
      guard tasks.count > 1 else { throw .oneTaskOnly }
      // A request of no named task is one of its own kind, and comes first.
      let ordered = tasks.sorted {
        ($0?.rawValue ?? "") < ($1?.rawValue ?? "")
      }
      return ordered.map { task in
        AccuracyFold(
          training: answers.filter { $0.request.task != task },
          judged: answers.filter { $0.request.task == task })
      }
    }
  }

  private static func divided(
    _ answers: [RecordedAnswer], _ share: Double
  ) throws(AccuracyError) -> AccuracyFold {
    let size = Double(answers.count) * share
    guard share > 0, share < 1, size >= 1 else {
      throw .splitLeavesNothing(share: share, answers: answers.count)
    }
    let first = Int(size)
    return AccuracyFold(
      training: Array(answers[..<first]), judged: Array(answers[first...]))
  }

  /// Whether judged answers follow each other in time.
  var isInOrderOfTime: Bool {
    switch self {
    case .temporal, .prequential: true
    case .random, .leaveOneTaskOut: false
    }
  }
}

extension AccuracySplit: CustomStringConvertible {
  /// The split in words.
  public var description: String {
    switch self {
    case .temporal(let share): "the first \(percent(share)) learnt"
    case .prequential(let share):
      "the first \(percent(share)) learnt, then each answer once forecast"
    case .random(let share, let seed):
      "\(percent(share)) learnt, drawn at random (seed \(seed))"
    case .leaveOneTaskOut: "each task forecast from all the others"
    }
  }
}
