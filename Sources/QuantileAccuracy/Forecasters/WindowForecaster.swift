public import DecodeEstimators
internal import DecodeStatistics

/// The Kaplan–Meier quantiles of each task's last answers: the simplest way to
/// follow drift.
public struct WindowForecaster: QuantileForecaster {
  /// How many answers a task's window holds.
  public let size: Int
  private var windows: [TaskID?: Window] = [:]

  private struct Window {
    var answers: [(length: Int, ending: Ending)] = []
    /// Where the oldest answer is, once the window is full.
    var oldest = 0
    /// Answers since the law was made.
    var unseen = 0
    var law: LawForecaster?

    mutating func add(_ answer: RecordedAnswer, size: Int) {
      let new = (answer.tokens, answer.ending)
      if answers.count < size {
        answers.append(new)
      } else {
        answers[oldest] = new
        oldest = (oldest + 1) % size
      }
      unseen += 1
      // Not each time: a window of 1000 changes little in 20 answers.
      if unseen > answers.count / 50 { law = nil }
    }

    mutating func current() throws -> LawForecaster {
      if let law { return law }
      var table = LifeTable()
      for (length, ending) in answers {
        try table.record(length: length, ending: ending)
      }
      let made = LawForecaster(
        pooled: try KaplanMeier(table), longest: table.maximum ?? 1)
      (law, unseen) = (made, 0)
      return made
    }
  }

  /// Windows over the answers learnt so far.
  ///
  /// - Parameters:
  ///   - answers: The answers to begin with, in order of time.
  ///   - size: Answers a window holds, at least 1.
  public init(_ answers: [RecordedAnswer], size: Int = 1000) {
    self.size = max(size, 1)
    for answer in answers { learn(answer) }
  }

  /// Puts an answer into its task's window and into that of all tasks.
  public mutating func learn(_ answer: RecordedAnswer) {
    for task in [nil, answer.request.task ?? "all"] {
      windows[task, default: Window()].add(answer, size: size)
    }
  }

  /// The quantiles of the task's window, or of that of all tasks.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - request: Its task is looked at.
  /// - Returns: Tokens for each level; `.infinity` before any answer.
  /// - Throws: Nothing that answers of length 1 and more could cause.
  public mutating func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) throws -> [Double] {
    try use(request) { $0.quantiles(levels, for: request) }
      ?? levels.map { _ in .infinity }
  }

  /// The CRPS under the law of the task's window.
  ///
  /// - Parameters:
  ///   - length: Tokens of the answer.
  ///   - cap: At least 1.
  ///   - request: Its task is looked at.
  /// - Returns: The score in tokens; `nil` before any answer.
  /// - Throws: As `quantiles(_:for:)`.
  public mutating func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) throws -> Double? {
    try use(request) { $0.crps(ofLength: length, cap: cap, for: request) }
      ?? nil
  }

  private mutating func use<Result>(
    _ request: DecodeRequest, _ body: (inout LawForecaster) -> Result
  ) throws -> Result? {
    let task = request.task ?? "all"
    let key = windows[task] == nil ? nil : task
    guard var window = windows[key] else { return nil }
    var law = try window.current()
    let result = body(&law)
    window.law = law
    windows[key] = window
    return result
  }
}
