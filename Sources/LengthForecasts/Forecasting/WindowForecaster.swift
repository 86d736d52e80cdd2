internal import LengthLaws

/// The Kaplan–Meier law of each task's last answers: the simplest way to
/// follow drift.
///
/// A law is made anew once its window has changed by more than 2 %.
public struct WindowForecaster: LengthForecaster {
  /// How many answers a task's window holds.
  public let size: Int
  private var tasks: [TaskID: Window] = [:]
  private var all = Window()
  private var laws = 0

  private struct Window: Sendable {
    var outcomes: [Outcome] = []
    /// Where the oldest answer is, once the window is full.
    var oldest = 0
    /// Answers since the law was made.
    var unseen = 0
    var law: (any LengthDistribution) = SurvivalStepFunction.unknown
    var identifiedThrough = 0
    var number = 0

    /// Puts an answer in; tells whether the law is due.
    mutating func add(_ outcome: Outcome, size: Int) -> Bool {
      if outcomes.count < size {
        outcomes.append(outcome)
      } else {
        outcomes[oldest] = outcome
        oldest = (oldest + 1) % size
      }
      unseen += 1
      return unseen > outcomes.count / 50
    }

    mutating func renew(_ number: Int) {
      var table = LifeTable()
      for outcome in outcomes {
        // Lengths are at least 1, and a window holds few of them.
        try? table.record(length: outcome.length, ending: outcome.ending)
      }
      guard let law = try? KaplanMeier(table) else { return }
      (self.law, self.number, unseen) = (law, number, 0)
      identifiedThrough = table.maximum ?? 1
    }
  }

  /// Empty windows.
  ///
  /// - Parameter size: Answers a window holds, at least 1.
  public init(size: Int = 1000) {
    self.size = max(size, 1)
  }

  /// The law of the task's window, or of that of all tasks.
  public func forecast(_ request: RequestFeatures) -> LengthForecast {
    let window = tasks[request.task] ?? all
    return LengthForecast(
      request, law: window.law, identifiedThrough: window.identifiedThrough,
      note: FixedLaw(number: window.number))
  }

  /// Puts an answer into its task's window and into that of all tasks.
  public mutating func observe(
    _ outcome: Outcome, of forecast: LengthForecast
  ) {
    if all.add(outcome, size: size) {
      laws += 1
      all.renew(laws)
    }
    if tasks[forecast.request.task, default: Window()].add(outcome, size: size)
    {
      laws += 1
      tasks[forecast.request.task]?.renew(laws)
    }
  }
}
