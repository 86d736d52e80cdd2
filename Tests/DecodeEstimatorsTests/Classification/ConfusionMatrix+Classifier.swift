import DecodeEstimators
import DecodeStatistics
import TestSupport

extension ConfusionMatrix {
  /// How often each task of the prompts was taken for each other one.
  init(of classifier: some TaskClassifier, on prompts: [LabelledPrompt]) {
    self.init(
      prompts.map { prompt in
        (
          truth: prompt.task.rawValue,
          predicted: classifier.classify(prompt.prompt).rawValue
        )
      })
  }

  /// The share of a task's prompts that were recognised.
  func recall(of task: TaskID) -> Double {
    let total = labels.reduce(0) {
      $0 + count(truth: task.rawValue, predicted: $1)
    }
    return Double(count(truth: task.rawValue, predicted: task.rawValue))
      / Double(total)
  }
}
