import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

struct LearntTaskClassifierTests {
  private static let things = [
    "dog", "train", "city", "table", "river", "painting", "child", "bus",
  ]

  /// Prompts of three tasks; a share of the labels is wrong.
  private static func prompts(
    _ count: Int, seed: UInt64, wrong: Double = 0
  ) -> [(task: TaskID, prompt: String)] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let thing = things.randomElement(using: &generator) ?? ""
      let other = things.randomElement(using: &generator) ?? ""
      let (task, prompt): (TaskID, String) =
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: (.captioning, "Describe the \(thing) near the \(other).")
        case 1: (.vqa, "Is there a \(thing)? Answer yes or no.")
        default: (.docQA, "What does the document say about a \(thing)?")
        }
      let isWrong = Double.random(in: 0..<1, using: &generator) < wrong
      return (isWrong ? .captioning : task, prompt)
    }
  }

  @Test func promptsNotSeenAreTold() throws {
    let classifier = try LearntTaskClassifier(Self.prompts(300, seed: 1))
    let judged = TaskConfusion(of: classifier, on: Self.prompts(300, seed: 2))
    #expect(judged.correct >= 297)
    let read = try JSONDecoder().decode(
      LearntTaskClassifier.self, from: JSONEncoder().encode(classifier))
    #expect(read == classifier)
    let mixture = try #require(classifier.mixture("Is there a dog?"))
    #expect(mixture.weights[.vqa] ?? 0 > 0.9)
  }

  /// Of labels that are wrong at random, probabilities say how many are.
  @Test func probabilitiesAreCalibrated() throws {
    let classifier = try LearntTaskClassifier(
      Self.prompts(1500, seed: 3, wrong: 0.3))
    var sum = 0.0
    let judged = Self.prompts(1500, seed: 4, wrong: 0.3)
    var right = 0.0
    for row in judged {
      sum += classifier.probabilities(row.prompt).max() ?? 0
      right += classifier.classify(row.prompt) == row.task ? 1 : 0
    }
    #expect(abs(sum - right) / 1500 < 0.05)
    #expect(right / 1500 < 0.9)
  }

  @Test func oneTaskIsNothingToTell() {
    #expect(throws: EstimationError.self) {
      try LearntTaskClassifier([(TaskID.vqa, "a"), (.vqa, "b")])
    }
  }
}
