import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@Suite("Latency budgets")
struct BudgetTests {
  private let budget = LatencyBudget(total: .milliseconds(500))
  private let prefill = Duration.milliseconds(150)

  @Test func decisionsSayWhy() throws {
    let layered = try LayeredEstimator(
      ConservativeEstimator(VLMModel.compiled()))
    let fits = try layered.decide(
      DecodeRequest(task: .vqa, prefill: prefill), within: budget)
    #expect(fits.isFeasible && fits.refusedBy == nil)
    // 95/95 of 4 tokens at 34.4 ms, and 150 ms of prefill.
    #expect(abs(try #require(fits.slack) / .milliseconds(1) - 212.4) < 1e-6)
    #expect(fits.reason.contains("137.6 ms"))
    let long = try layered.decide(
      DecodeRequest(task: .captioning, prefill: prefill), within: budget)
    #expect(long.refusedBy == .decode)
    #expect(long.largestCap == 8)
    let slow = try layered.decide(
      DecodeRequest(task: .vqa, prefill: .milliseconds(401)), within: budget)
    #expect(slow.refusedBy == .prefillScreen)
    #expect(slow.reason.contains("80 %"))
    let late = try layered.decide(
      DecodeRequest(task: .vqa, prefill: .milliseconds(501)), within: budget)
    #expect(late.violationProbability == 1 && late.largestCap == nil)
  }

  @Test func theLargestCapIsTheLargestThatFits() {
    property("largestCap fits and one more does not") { choices in
      let model = try CompiledModel(
        VLMModel.model(
          [RecordedAnswers(length: 5, ending: .stopped, count: 100)],
          secondsPerToken: Double(choices.int(1...100)) / 1000))
      let estimator = PointEstimator(model)
      let prefill = Duration.milliseconds(choices.int(0...600))
      let decision = try estimator.decide(
        DecodeRequest(task: .vqa, prefill: prefill), within: budget)
      let step = model.model.latency.latency(at: 1)
      let left = (budget.total - prefill) / .seconds(1)
      let cap = Double(decision.largestCap ?? 0)
      try require(cap == 0 || cap * step <= left + 1e-9, "\(cap) is too large")
      try require((cap + 1) * step > left, "\(cap) is too small")
    }
  }

  @Test func moreBudgetViolatesLess() {
    property("P(prefill + T > B) falls with B") { choices in
      let answers = choices.answers(1...15, endings: [.stopped]).map {
        RecordedAnswers(
          length: $0.length, ending: .stopped, count: $0.count + 1)
      }
      let estimator = PointEstimator(
        try CompiledModel(VLMModel.model(answers)))
      let request = DecodeRequest(
        task: .vqa, prefill: .milliseconds(choices.int(0...100)))
      let (small, more) = (choices.int(1...1000), choices.int(0...500))
      func violation(_ milliseconds: Int) throws -> Double {
        try estimator.decide(
          request, within: LatencyBudget(total: .milliseconds(milliseconds))
        ).violationProbability
      }
      try require(
        violation(small + more) <= violation(small), "P rises with B")
    }
  }

  @Test(arguments: [
    (TaskID.vqa, 150, 500, PublishedBudgetRule.Verdict.feasible),
    (.vqa, 401, 500, .prefillExceedsBudget),
    (.captioning, 150, 500, .decodeExceedsRemainingBudget),
    (.captioning, 100, 3000, .feasible),
    (.docQA, 100, 1300, .decodeExceedsRemainingBudget),
    (.docQA, 30, 1300, .feasible),
    (.textVQA, 100, 722, .decodeExceedsRemainingBudget),
    (.textVQA, 100, 723, .feasible), ("poetry", 100, 930, .feasible),
    ("poetry", 101, 930, .decodeExceedsRemainingBudget),
  ])
  func thePublishedRuleIsReproduced(
    _ task: TaskID, _ prefill: Int, _ budget: Int,
    _ verdict: PublishedBudgetRule.Verdict
  ) {
    #expect(
      PublishedBudgetRule().check(
        task: task, prefill: .milliseconds(prefill),
        budget: .milliseconds(budget)) == verdict)
  }

  @Test func thePublishedRulePlansItsMaxima() {
    // max_output_tokens × average per token of answers of that length.
    let planned: [(TaskID?, Double)] = [
      (.vqa, 6 * 41.1), (.captioning, 64 * 45.2), (.docQA, 28 * 45.2),
      (.textVQA, 15 * 41.5), (nil, 20 * 41.5), (.default, 20 * 41.5),
    ]
    for (task, milliseconds) in planned {
      let time = PublishedBudgetRule().plannedDecodeTime(task: task)
      #expect(abs(time / .milliseconds(1) - milliseconds) < 1e-9)
    }
    #expect(
      PublishedBudgetRule.Verdict.prefillExceedsBudget.rawValue
        == "Prefill exceeds budget")
    #expect(
      PublishedBudgetRule.Verdict.decodeExceedsRemainingBudget.rawValue
        == "Decode estimate exceeds remaining budget")
  }

  @Test func anEmptyBudgetIsRefused() throws {
    let estimator = PointEstimator(try VLMModel.compiled())
    #expect(throws: EstimationError.self) {
      try estimator.decide(
        DecodeRequest(task: .vqa), within: LatencyBudget(total: .zero))
    }
  }
}
