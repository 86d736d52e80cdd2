import DecodeEstimators
import DecodeStatistics

/// How often each task was taken for each other one.
struct Confusions: CustomStringConvertible {
  private let counts: [TaskID: [TaskID: Int]]
  private let tasks: [TaskID]

  init(of classifier: some TaskClassifier, on prompts: [LabelledPrompt]) {
    var counts: [TaskID: [TaskID: Int]] = [:]
    for prompt in prompts {
      let guess = classifier.classify(prompt.prompt)
      counts[prompt.task, default: [:]][guess, default: 0] += 1
    }
    self.counts = counts
    tasks = Set(counts.keys).union(counts.values.flatMap(\.keys)).sorted()
  }

  func count(of task: TaskID, as guess: TaskID) -> Int {
    counts[task]?[guess] ?? 0
  }

  var accuracy: Double {
    let right = tasks.reduce(0) { $0 + count(of: $1, as: $1) }
    return Double(right) / Double(tasks.reduce(0) { $0 + total($1) })
  }

  func recall(of task: TaskID) -> Double {
    Double(count(of: task, as: task)) / Double(total(task))
  }

  private func total(_ task: TaskID) -> Int {
    tasks.reduce(0) { $0 + count(of: task, as: $1) }
  }

  /// Rows are true tasks, columns are guesses.
  var description: String {
    func cell(_ text: String) -> String {
      text + String(repeating: " ", count: max(1, 12 - text.count))
    }
    var lines = [cell("") + tasks.map { cell($0.rawValue) }.joined()]
    for task in tasks {
      lines.append(
        cell(task.rawValue)
          + tasks.map { cell("\(count(of: task, as: $0))") }.joined())
    }
    return lines.joined(separator: "\n") + "\naccuracy \(accuracy)"
  }
}
