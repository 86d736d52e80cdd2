import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@Suite("Cost of wrong labels")
struct MislabellingCostTests {
  /// Answers of three tasks, all of which stopped, and labelled prompts.
  private struct Case {
    static let tasks: [TaskID] = [.vqa, .captioning, .docQA]

    var lengths: [TaskID: [Int]] = [:]
    var confusion = TaskConfusion()
    var cap: Int?
    var budget: Double
    var prefill: Double

    init(_ choices: inout Choices) {
      for task in Self.tasks {
        lengths[task] = choices.array(1...12) { $0.int(1...25) }
      }
      for _ in 0..<choices.int(1...12) {
        confusion.record(
          choices.element(of: Self.tasks), as: choices.element(of: Self.tasks))
      }
      cap = choices.bool() ? choices.int(1...30) : nil
      // Between the times of whole tokens.
      prefill = Double(choices.int(0...20)) * 0.04
      budget = prefill + (Double(choices.int(0...30)) + 0.5) * 0.04
    }

    func model() throws -> CompiledModel {
      var tables = LifeTables()
      for task in Self.tasks {
        for length in lengths[task] ?? [] {
          try tables.record(task: task, length: length, ending: .stopped)
        }
      }
      return try CompiledModel(
        DecodeModel(
          tables: tables,
          latency: .constant(try ConstantLatency(secondsPerToken: 0.04))))
    }

    func cost() throws -> MislabellingCost {
      let model = try model()
      return try MislabellingCost(
        confusion,
        estimator: ConservativeEstimator(
          model, level: 0.6, confidence: 0.6), model: model,
        budget: LatencyBudget(total: .seconds(budget)),
        prefill: .seconds(prefill), cap: cap)
    }

    /// The times of a task's answers, one by one.
    func times(_ task: TaskID) -> [Double] {
      (lengths[task] ?? []).map { 0.04 * Double(min($0, cap ?? .max)) }
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// What each pair should be, answer by answer; `law` names the task whose
  /// answers count.
  private static func check(
    _ choices: inout Choices, law: (MislabellingCost.Pair) -> TaskID
  ) throws {
    let test = Case(&choices)
    let cost = try test.cost()
    try requireEqual(
      cost.pairs.map(\.count), test.confusion.pairs.map(\.count))
    for pair in cost.pairs {
      let times = test.times(law(pair))
      let over = times.map { test.prefill + $0 > test.budget ? 1.0 : 0 }
      try requireClose(
        pair.violationProbability, mean(over), absolute: 1e-12)
      guard let planned = pair.plannedSeconds else {
        try require(!pair.isAdmitted, "admitted without a plan")
        continue
      }
      try requireEqual(pair.isAdmitted, test.prefill + planned < test.budget)
      let exceeded = times.map { $0 > planned + 1e-9 ? 1.0 : 0 }
      try requireClose(
        pair.overrunProbability ?? -1, mean(exceeded), absolute: 1e-12)
      try requireClose(
        pair.wastedSeconds ?? -1, mean(times.map { max(planned - $0, 0) }),
        relative: 1e-9, absolute: 1e-12)
    }
  }

  @Test func pairsAreThoseOfEnumeration() {
    property("cost of a pair", cases: 300) {
      try Self.check(&$0) { $0.truth }
    }
  }

  /// A planted bug: answers that follow the law of the label.
  @Test func enumerationTellsTheLaws() {
    #expect(
      counterexample(to: "cost of a pair", cases: 300) {
        try Self.check(&$0) { $0.predicted }
      } != nil)
  }

  @Test func summariesAreMeansOverPrompts() {
    property("cost of all prompts", cases: 200) { choices in
      let test = Case(&choices)
      let cost = try test.cost()
      // Each prompt by itself.
      let prompts = cost.pairs.flatMap {
        [MislabellingCost.Pair](repeating: $0, count: $0.count)
      }
      let admitted = prompts.filter(\.isAdmitted)
      try requireEqual(cost.labelled.count, prompts.count)
      try requireClose(
        cost.labelled.admittedShare,
        Double(admitted.count) / Double(prompts.count), relative: 1e-12)
      let planned = prompts.compactMap(\.overrunProbability)
      try requireEqual(cost.labelled.overrunRate == nil, planned.isEmpty)
      try requireClose(
        cost.labelled.overrunRate ?? 0,
        planned.isEmpty ? 0 : Self.mean(planned),
        relative: 1e-12)
      try requireEqual(cost.labelled.violationRate == nil, admitted.isEmpty)
      guard !admitted.isEmpty else { return }
      try requireClose(
        cost.labelled.violationRate ?? -1,
        Self.mean(admitted.map(\.violationProbability)), relative: 1e-12)
      try requireClose(
        cost.labelled.wastedSeconds ?? -1,
        Self.mean(admitted.compactMap(\.wastedSeconds)), relative: 1e-9,
        absolute: 1e-12)
    }
  }

  @Test func rightLabelsCostNothingMore() {
    property("right labels", cases: 100) { choices in
      var test = Case(&choices)
      let wrong = try test.cost().right
      var right = TaskConfusion()
      for pair in test.confusion.pairs {
        for _ in 0..<pair.count { right.record(pair.truth, as: pair.truth) }
      }
      test.confusion = right
      let cost = try test.cost()
      try requireEqual(cost.labelled, cost.right)
      // Whatever the classifier, the right labels are the same.
      try requireEqual(wrong.count, cost.right.count)
      try requireClose(
        wrong.overrunRate ?? -1, cost.right.overrunRate ?? -1, relative: 1e-12)
    }
  }

  @Test func whatIsUnknownIsLeftOut() throws {
    let model = try VLMModel.compiled()
    var confusion = TaskConfusion()
    confusion.record("chat", as: .vqa)
    confusion.record(.vqa, as: "chat")
    let estimator = try ConservativeEstimator(model)
    let cost = try MislabellingCost(
      confusion, estimator: estimator, model: model,
      budget: LatencyBudget(total: .milliseconds(500)))
    #expect(cost.unknownTasks == ["chat"])
    #expect(cost.labelled.count == 1)
    #expect(cost.pairs.map(\.predicted) == ["chat"])
    #expect(cost.caveats.contains(.pooledTasks))
    #expect(throws: EstimationError.self) {
      try MislabellingCost(
        confusion, estimator: estimator, model: model,
        budget: LatencyBudget(total: .zero))
    }
    let none = try MislabellingCost(
      TaskConfusion(), estimator: estimator, model: model,
      budget: LatencyBudget(total: .seconds(1)))
    #expect(none.labelled.overrunRate == nil)
    #expect(none.labelled.admittedShare == 0)
  }
}
