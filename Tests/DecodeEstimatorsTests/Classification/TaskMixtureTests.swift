import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite("Mixtures of tasks")
struct TaskMixtureTests {
  private struct Case {
    var model: CompiledModel
    var weights: [TaskID: Double]
    var cap: Int?

    init(_ choices: inout Choices) throws {
      var tables = LifeTables()
      for task in ["a", "b", "c"] as [TaskID] {
        for _ in 0..<choices.int(1...30) {
          try tables.record(
            task: task, length: choices.int(1...20), ending: .stopped)
        }
      }
      model = try CompiledModel(DecodeModel(tables: tables))
      weights = [:]
      for task in tables.tasks { weights[task] = Double(choices.int(0...4)) }
      weights["a", default: 0] += 1
      cap = choices.int(0...1) == 0 ? nil : choices.int(1...25)
    }
  }

  /// Answers of a task that nothing cuts may be of any length.
  @Test func aMixtureIsCappedOnlyWhereAllTasksAre() throws {
    func cap(_ caps: [TaskID: Int?]) throws -> Int? {
      var tables = LifeTables()
      for (task, cap) in caps {
        try tables.record(task: task, length: 5, ending: .stopped, count: 9)
        if let cap {
          try tables.record(task: task, length: cap, ending: .capped)
        }
      }
      return try DistributionalEstimator(DecodeModel(tables: tables)).estimate(
        DecodeRequest(tasks: TaskMixture(["a": 1, "b": 1]))
      ).cap
    }
    #expect(try cap(["a": 20, "b": nil]) == nil)
    #expect(try cap(["a": 20, "b": 30]) == 30)
  }

  @Test func theMixturesFiguresAreThoseOfTheTasks() {
    property("means are linear, quantiles between, bounds above") { choices in
      let drawn = try Case(&choices)
      let mixture = try TaskMixture(drawn.weights)
      let estimator = try ConservativeEstimator(
        drawn.model, level: 0.5, confidence: 0.6)
      let mixed = try estimator.estimate(
        DecodeRequest(tasks: mixture, cap: drawn.cap))
      var (mean, late) = (0.0, 0.0)
      var quantiles: [Int] = []
      var bounds: [Double?] = []
      let limit = Duration.milliseconds(choices.int(0...1000))
      for task in mixture.tasks {
        let own = try estimator.estimate(
          DecodeRequest(task: task, cap: drawn.cap))
        let weight = mixture.weights[task] ?? 0
        mean += try weight * (#require(own.expectedTime) / .seconds(1))
        late += weight * own.probability(exceeding: limit)
        quantiles.append(own.quantile(0.7)?.tokens ?? .max)
        bounds.append(own.plannedTokens)
      }
      try requireClose(
        try #require(mixed.expectedTime) / .seconds(1), mean, relative: 1e-9,
        absolute: 1e-12, "expected time")
      try requireClose(
        mixed.probability(exceeding: limit), late, relative: 1e-9,
        absolute: 1e-12, "P(T > t)")
      let quantile = mixed.quantile(0.7)?.tokens ?? .max
      try require(
        (quantiles.min() ?? 1)...(quantiles.max() ?? .max) ~= quantile,
        "\(quantile) is outside \(quantiles)")
      if let planned = mixed.plannedTokens {
        // A smaller share of what may go wrong makes no bound lower.
        for bound in bounds {
          try require(planned >= bound ?? .infinity, "\(planned), \(bounds)")
        }
      }
    }
  }

  @Test func oneTaskIsNoMixture() {
    property("weight on one task alone is that task") { choices in
      let drawn = try Case(&choices)
      let estimator = try ConservativeEstimator(
        drawn.model, level: 0.8, confidence: 0.7)
      let mixture = try TaskMixture(["b": 3, "a": 0])
      let mixed = try estimator.estimate(
        DecodeRequest(tasks: mixture, cap: drawn.cap))
      let own = try estimator.estimate(
        DecodeRequest(task: "b", cap: drawn.cap))
      try requireEqual(mixed.plannedTime, own.plannedTime, "planned")
      try requireEqual(mixed.expectedTime, own.expectedTime, "expected")
      try requireEqual(mixed.task, own.task, "task")
    }
  }

  @Test func weightsThatAreNoneAreRefused() {
    for weights in [
      [:], ["a": 0], ["a": -1, "b": 2], ["a": .nan], ["a": .infinity],
    ] as [[TaskID: Double]] {
      #expect(throws: EstimationError.self) { try TaskMixture(weights) }
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        TaskMixture.self, from: Data(#"{"weights":{"a":-1}}"#.utf8))
    }
  }

  @Test func aConfusionSaysWhatAPromptMayBe() throws {
    var confusion = TaskConfusion()
    for (truth, predicted) in [("a", "a"), ("b", "a"), ("a", "a"), ("b", "b")] {
      confusion.record(TaskID(truth), as: TaskID(predicted))
    }
    let truth = try #require(confusion.truth(of: "a"))
    #expect(abs((truth.weights["a"] ?? 0) - 2.0 / 3) < 1e-15)
    #expect(abs((truth.weights["b"] ?? 0) - 1.0 / 3) < 1e-15)
    #expect(confusion.truth(of: "c") == nil)
    let decoded = try JSONDecoder().decode(
      TaskMixture.self, from: JSONEncoder().encode(truth))
    #expect(decoded.tasks == truth.tasks)
  }
}
