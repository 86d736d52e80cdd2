public import DecodeStatistics

/// How often prompts of each task were taken for each task: the confusion
/// matrix of a task classifier.
public struct TaskConfusion: Sendable, Hashable {
  private struct Cell: Hashable {
    var truth: TaskID
    var predicted: TaskID
  }

  private var counts: [Cell: Int] = [:]

  /// The prompts counted.
  public private(set) var total = 0
  /// Those whose task was told right.
  public private(set) var correct = 0

  /// No prompt yet.
  public init() {}

  /// What a classifier makes of labelled prompts.
  public init(
    of classifier: some TaskClassifier,
    on prompts: some Sequence<(task: TaskID, prompt: String)>
  ) {
    for (task, prompt) in prompts {
      record(task, as: classifier.classify(prompt))
    }
  }

  /// Counts a prompt of the task `truth` that was taken for `predicted`.
  public mutating func record(_ truth: TaskID, as predicted: TaskID) {
    counts[Cell(truth: truth, predicted: predicted), default: 0] += 1
    total += 1
    if truth == predicted { correct += 1 }
  }

  /// All tasks, true or predicted, in order of their names.
  public var tasks: [TaskID] {
    Set(counts.keys.flatMap { [$0.truth, $0.predicted] }).sorted()
  }

  /// How many prompts of `truth` were taken for `predicted`.
  public func count(of truth: TaskID, as predicted: TaskID) -> Int {
    counts[Cell(truth: truth, predicted: predicted)] ?? 0
  }

  /// The pairs that occur, in order of truth, then of prediction.
  public var pairs: [(truth: TaskID, predicted: TaskID, count: Int)] {
    counts.map { ($0.key.truth, $0.key.predicted, $0.value) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// The share told right; `nil` of no prompts.
  public var accuracy: BinomialProportion? {
    try? BinomialProportion(successes: correct, trials: total)
  }

  /// The share of a task's prompts told right; `nil` if it has none.
  public func recall(of task: TaskID) -> BinomialProportion? {
    share(of: task) { $0.truth == task }
  }

  /// The share told right of prompts taken for a task; `nil` if none was.
  public func precision(of task: TaskID) -> BinomialProportion? {
    share(of: task) { $0.predicted == task }
  }

  private func share(
    of task: TaskID, _ belongs: (Cell) -> Bool
  ) -> BinomialProportion? {
    let trials = counts.reduce(0) { $0 + (belongs($1.key) ? $1.value : 0) }
    return try? BinomialProportion(
      successes: count(of: task, as: task), trials: trials)
  }
}

extension TaskConfusion {
  /// What is known of the task of a prompt taken for `predicted`: the shares of
  /// the true tasks among such prompts.
  ///
  /// - Parameter predicted: What the classifier said.
  /// - Returns: The mixture; `nil` if no prompt was taken for that task.
  public func truth(of predicted: TaskID) -> TaskMixture? {
    var weights: [TaskID: Double] = [:]
    for pair in pairs where pair.predicted == predicted {
      weights[pair.truth] = Double(pair.count)
    }
    return try? TaskMixture(weights)
  }
}
