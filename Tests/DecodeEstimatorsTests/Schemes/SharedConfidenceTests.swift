import DecodeEstimators
import DecodeStatistics
import Testing

/// Of 100 answers the 95/95 bound is the 99th, and at a confidence of 97.5 %
/// the 100th: P(Bin(100, 0.95) ≥ 99) is 0.0371.
@Suite("Bounds that share their confidence")
struct SharedConfidenceTests {
  private static func answers(_ task: TaskID) -> [RecordedAnswer] {
    (1...100).map { tokens in
      RecordedAnswer(
        DecodeRequest(task: task), tokens: tokens, ending: .stopped,
        decodeTime: .milliseconds(10 * tokens))
    }
  }

  @Test func aMixtureOfTwoTasksHasHalfForEach() throws {
    let model = DecodeModel(
      tables: try LifeTables(Self.answers("a") + Self.answers("b")),
      latency: try ConstantLatency(secondsPerToken: 0.01))
    let estimator = try ConservativeEstimator(model)
    let alone = try estimator.estimate(DecodeRequest(task: "a"))
    #expect(alone.plannedTokens == 99)
    let mixed = try estimator.estimate(
      DecodeRequest(tasks: try TaskMixture(["a": 0.5, "b": 0.5])))
    #expect(mixed.plannedTokens == 100)
  }

  @Test func theTighterOfTwoBoundsHasHalfForEach() throws {
    let answers = Self.answers("a")
    var model = DecodeModel(
      tables: try LifeTables(answers),
      latency: try ConstantLatency(secondsPerToken: 0.1))
    model.measured = try TimeTables(answers)
    let estimate = try ConservativeEstimator(model).estimate(
      DecodeRequest(task: "a", cap: 99))
    #expect(estimate.caveats.contains(.tighterOfTwo))
    #expect(estimate.plannedTime == .seconds(1))
    #expect(estimate.bound?.confidence == 0.95)
  }

  @Test func aPrefillOfExactlyItsShareIsNotScreenedOut() throws {
    let model = DecodeModel(
      tables: try LifeTables(Self.answers("a")),
      latency: try ConstantLatency(secondsPerToken: 0.0001))
    let budget = LatencyBudget(total: .milliseconds(500))
    let estimator = try LayeredEstimator(model)
    let exact = try estimator.decide(
      DecodeRequest(task: "a", prefill: .milliseconds(400)), within: budget)
    #expect(exact.isFeasible)
    let more = try estimator.decide(
      DecodeRequest(task: "a", prefill: .milliseconds(401)), within: budget)
    #expect(more.refusedBy == .prefillScreen)
  }

  @Test func prefillIsPartOfWhatIsOver() throws {
    let model = DecodeModel(
      tables: try LifeTables(Self.answers("a")),
      latency: try ConstantLatency(secondsPerToken: 0.001))
    // 50 ms are left, which half of the answers exceed.
    let request = DecodeRequest(task: "a", prefill: .milliseconds(450))
    let budget = LatencyBudget(total: .milliseconds(500))
    let compiled = try CompiledModel(model)
    let decision = try DistributionalEstimator(compiled).decide(
      request, within: budget)
    #expect(abs(decision.violationProbability - 0.5) < 1e-12)
    let analysis = try BudgetAnalysis(
      decision, for: request, within: budget, model: compiled)
    #expect(abs(analysis.violationProbability - 0.5) < 1e-12)
    // 51 of 101, the next answer among them.
    #expect(
      abs(try #require(analysis.conformalBound).probability - 51.0 / 101)
        < 1e-12)
  }

  @Test func thePublishedRuleAllowsExactlyItsShare() {
    let rule = PublishedBudgetRule()
    func verdict(_ prefill: Int) -> PublishedBudgetRule.Verdict {
      rule.check(
        task: .vqa, prefill: .milliseconds(prefill),
        budget: .milliseconds(500))
    }
    #expect(verdict(400) == .decodeExceedsRemainingBudget)
    #expect(verdict(401) == .prefillExceedsBudget)
  }
}
