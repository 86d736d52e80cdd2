import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@Suite("Budgets from every side")
struct BudgetAnalysisTests {
  private func analysis(
    _ request: DecodeRequest, budget: Duration, risk: Double = 0.05
  ) throws -> BudgetAnalysis {
    let model = try VLMModel.compiled()
    let budget = LatencyBudget(total: budget)
    return try BudgetAnalysis(
      DistributionalEstimator(model).decide(request, within: budget),
      for: request, within: budget, model: model, risk: risk)
  }

  @Test func promisesAreMoreCarefulThanTheEstimate() throws {
    let analysis = try analysis(
      DecodeRequest(task: .docQA, prefill: .milliseconds(100)),
      budget: .milliseconds(500))
    let estimate = analysis.violationProbability
    #expect(try #require(analysis.confidenceBound).probability > estimate)
    #expect(try #require(analysis.conformalBound).probability > estimate)
    #expect(analysis.violationProbability(.plugInQuantile) == estimate)
    #expect(analysis.violationProbability(.anytimeConfidenceBound) == nil)
  }

  /// Once tokens are out, only answers that went on as far tell of the rest.
  @Test func promisesAfterTokensRestOnAnswersThatWentOn() throws {
    var tables = LifeTables()
    try tables.record(task: "a", length: 10, ending: .stopped, count: 300)
    for length in 51...90 {
      try tables.record(task: "a", length: length, ending: .stopped)
    }
    let model = try CompiledModel(
      DecodeModel(
        tables: tables, latency: try ConstantLatency(secondsPerToken: 0.01)))
    let request = DecodeRequest(task: "a", generatedTokens: 50)
    let budget = LatencyBudget(total: .milliseconds(205))
    let analysis = try BudgetAnalysis(
      DistributionalEstimator(model).decide(request, within: budget),
      for: request, within: budget, model: model)
    let running = try #require(tables["a"]).running(after: 50)
    #expect(
      analysis.confidenceBound
        == (try running.exceedanceBound(tokens: 70, confidence: 0.95)))
    #expect(try #require(analysis.confidenceBound).observations == 40)
  }

  /// Times were measured from the start of answers, and bound no rest.
  @Test func measuredTimesDoNotBoundWhatRemains() throws {
    let answers = (0..<200).map { place in
      RecordedAnswer(
        DecodeRequest(task: "a"), tokens: 20 + place % 50, ending: .stopped,
        decodeTime: .milliseconds(10 * (20 + place % 50)))
    }
    var model = DecodeModel(tables: try LifeTables(answers))
    _ = try model.fitTimes(answers)
    let estimator = try ConservativeEstimator(model)
    func isMeasured(_ generated: Int) throws -> Bool {
      try estimator.estimate(
        DecodeRequest(task: "a", generatedTokens: generated)
      ).caveats.contains {
        if case .measuredTimes = $0 { true } else { false }
      }
    }
    #expect(try isMeasured(0))
    #expect(try !isMeasured(30))
  }

  /// 1,000 answers of 10 tokens rule out that 40 % exceed 20.
  @Test func aLawThatTheAnswersRuleOutIsSaidToBe() throws {
    var table = LifeTable()
    try table.record(length: 10, ending: .stopped, count: 1000)
    var tables = LifeTables()
    tables["a"] = table
    var model = DecodeModel(
      tables: tables, latency: try ConstantLatency(secondsPerToken: 0.01))
    func analysis() throws -> BudgetAnalysis {
      let compiled = try CompiledModel(model)
      let request = DecodeRequest(task: "a")
      let budget = LatencyBudget(total: .milliseconds(205))
      return try BudgetAnalysis(
        DistributionalEstimator(compiled).decide(request, within: budget),
        for: request, within: budget, model: compiled)
    }
    #expect(try analysis().caveats.isEmpty)
    model.lengthModels["a"] = .parametric(.geometric, parameters: [0.045])
    let contradicted = try analysis()
    let estimate = contradicted.violationProbability
    let bound = try #require(contradicted.confidenceBound?.probability)
    // (1 − 0.045)^20 and, by Clopper and Pearson, 1 − 0.05^(1/1000).
    #expect(abs(estimate - 0.3982) < 1e-3)
    #expect(abs(bound - 0.002991) < 1e-5)
    #expect(
      contradicted.caveats
        == [.contradictedByAnswers(estimate: estimate, bound: bound)])
  }

  @Test func inversesMeetTheBudgetAndNoMore() {
    property("inverses meet P(over) ≤ risk") { choices in
      let task = choices.element(of: [TaskID.vqa, .docQA, .textVQA])
      let risk = choices.double(in: 0.01...0.5)
      let request = DecodeRequest(
        task: task, prefill: .milliseconds(choices.int(0...300)))
      let analysis = try analysis(
        request, budget: .milliseconds(choices.int(1...900)), risk: risk)
      let enough = try self.analysis(
        request, budget: try #require(analysis.leastBudget) + .nanoseconds(1),
        risk: risk)
      try require(
        enough.violationProbability <= risk * (1 + 1e-9), "the least budget")
      let short = try self.analysis(
        request, budget: try #require(analysis.leastBudget) - .microseconds(1),
        risk: risk)
      try require(short.violationProbability > risk, "a bit less")
    }
  }

  @Test func whatIsCertainNeedsNoAnswers() throws {
    let late = try analysis(
      DecodeRequest(task: .vqa, prefill: .seconds(1)), budget: .seconds(0.5))
    #expect(late.violationProbability(.upperConfidenceBound) == 1)
    let capped = try analysis(
      DecodeRequest(task: .vqa, cap: 2), budget: .seconds(5))
    #expect(capped.violationProbability(.conformalBound) == 0)
    #expect(capped.largestCap == 2)
  }

  @Test func risksHoldThePrefill() throws {
    let request = DecodeRequest(task: .docQA, prefill: .milliseconds(100))
    let analysis = try analysis(request, budget: .seconds(1))
    let without = try self.analysis(
      DecodeRequest(task: .docQA), budget: .seconds(1))
    for measure in [RiskMeasure.mean, .conditionalValueAtRisk(level: 0.9)] {
      let rise =
        try analysis.risk(measure).inSeconds - without.risk(measure).inSeconds
      #expect(abs(rise - 0.1) < 1e-12)
    }
    #expect(throws: EstimationError.self) {
      try analysis.risk(.valueAtRisk(level: 2))
    }
    #expect(throws: EstimationError.self) {
      try self.analysis(request, budget: .seconds(1), risk: 1)
    }
  }

  /// Under noise, too, a cap that is said to fit has a plan that does; one
  /// beyond the longest answer changes nothing.
  @Test func theLargestCapHasAPlanThatFits() throws {
    var random = SplitMix64(seed: 12)
    let answers = (0..<200).map { _ in
      let tokens = 1 + Int(300 * random.unit())
      return RecordedAnswer(
        DecodeRequest(task: "a"), tokens: tokens, ending: .stopped,
        decodeTime: .seconds(
          0.02 * Double(tokens) * (0.7 + 0.6 * random.unit())))
    }
    var model = DecodeModel(tables: try LifeTables(answers))
    _ = try model.fitTimes(answers)
    let compiled = try CompiledModel(model)
    for measured in [true, false] {
      if !measured { model.measured = TimeTables() }
      let estimator = try ConservativeEstimator(CompiledModel(model))
      for milliseconds in [200, 1000, 3000] {
        let budget = LatencyBudget(total: .milliseconds(milliseconds))
        let decision = try estimator.decide(
          DecodeRequest(task: "a"), within: budget)
        #expect(!decision.isFeasible)
        let cap = try #require(decision.largestCap)
        #expect(
          try estimator.decide(
            DecodeRequest(task: "a", cap: cap), within: budget
          ).isFeasible)
      }
    }
    let budget = LatencyBudget(total: .seconds(60))
    let request = DecodeRequest(task: "a", cap: 5000)
    let analysis = try BudgetAnalysis(
      DistributionalEstimator(compiled).decide(request, within: budget),
      for: request, within: budget, model: compiled)
    #expect(analysis.largestCap == 5000)
  }
}
