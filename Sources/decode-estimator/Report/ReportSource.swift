import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// What a report is about: a model, and the answers where a trace was given.
struct ReportSource {
  var name: String
  var model: CompiledModel
  /// The answers in their order; none of a model.
  var answers: [RecordedAnswer]
  /// What was assumed of the files.
  var assumptions: [String]

  /// What to decide.
  var budget: LatencyBudget
  var prefill: Duration
  var level: Double
  var confidence: Double
  var maxTokens: Int?
  var configuration: ServingConfiguration?

  /// The tasks that are drawn, those with most answers first.
  var tasks: [TaskID]
  /// The tasks in the tables.
  var listed: [TaskID]
  /// How many tasks there are.
  var taskCount: Int

  /// The most tasks that are drawn.
  static let mostTasks = 12

  /// A request of a task.
  func request(_ task: TaskID?) -> DecodeRequest {
    DecodeRequest(
      task: task, cap: maxTokens, configuration: configuration,
      prefill: prefill)
  }

  /// The scheme that decides.
  func layered() throws -> LayeredEstimator {
    try LayeredEstimator(
      ConservativeEstimator(model, level: level, confidence: confidence))
  }

  /// Indices of at most so many of a number of things, evenly apart, the first
  /// and the last among them.
  static func thinned(_ count: Int, to most: Int) -> [Int] {
    guard count > most, most > 1 else { return Array(0..<count) }
    return (0..<most).map { $0 * (count - 1) / (most - 1) }
  }
}
