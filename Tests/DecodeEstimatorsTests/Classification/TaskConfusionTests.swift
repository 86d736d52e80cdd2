import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import TestSupport
import Testing

@Suite("Confusion of tasks")
struct TaskConfusionTests {
  private static let tasks: [TaskID] = [.vqa, .captioning, .docQA, "chat"]

  @Test func countsAreThoseOfPairs() {
    property("confusion") { choices in
      let pairs = choices.array(0...30) { choices in
        (
          truth: choices.element(of: Self.tasks),
          predicted: choices.element(of: Self.tasks)
        )
      }
      var confusion = TaskConfusion()
      for pair in pairs { confusion.record(pair.truth, as: pair.predicted) }
      let right = pairs.count { $0.truth == $0.predicted }
      try requireEqual(confusion.total, pairs.count)
      try requireEqual(confusion.correct, right)
      try requireEqual(
        confusion.accuracy?.successes, pairs.isEmpty ? nil : right)
      try requireEqual(
        confusion.pairs.reduce(0) { $0 + $1.count }, pairs.count)
      for task in Self.tasks {
        for other in Self.tasks {
          try requireEqual(
            confusion.count(of: task, as: other),
            pairs.count { $0.truth == task && $0.predicted == other })
        }
        let (of, taken) = (
          pairs.count { $0.truth == task }, pairs.count { $0.predicted == task }
        )
        try requireEqual(confusion.recall(of: task)?.trials, of > 0 ? of : nil)
        try requireEqual(
          confusion.precision(of: task)?.trials, taken > 0 ? taken : nil)
        try requireEqual(
          confusion.recall(of: task)?.successes,
          of > 0 ? confusion.count(of: task, as: task) : nil)
      }
    }
  }

  @Test func classifiersAreCounted() {
    let prompts = LabelledPrompt.heldOut.map { ($0.task, $0.prompt) }
    let published = TaskConfusion(
      of: KeywordTaskClassifier.published, on: prompts)
    let standard = TaskConfusion(
      of: KeywordTaskClassifier.standard, on: prompts)
    #expect(published.correct == 18)
    #expect(standard.correct == 32)
    #expect(standard.total == 40)
    #expect(published.count(of: .docQA, as: .vqa) == 7)
    #expect(published.precision(of: .docQA) == nil)
    #expect(
      standard.tasks == [.captioning, .default, .docQA, .textVQA, .vqa])
  }

  @Test func theFixtureHoldsThesePrompts() throws {
    let rows = try LabelledPromptReader().prompts(
      at: Fixtures.url("prompts.csv").path())
    #expect(rows.map(\.prompt) == LabelledPrompt.heldOut.map(\.prompt))
    #expect(rows.map(\.task) == LabelledPrompt.heldOut.map(\.task))
  }
}
