import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@Suite("Schemes 1 to 4")
struct SchemeTests {
  /// The source's table: ± tokens × time per token.
  @Test(arguments: [
    (0.0286, [28.6, 57.2, 143, 286]), (0.045, [45, 90, 225, 450]),
  ])
  func errorAmplificationIsThePublishedTable(
    _ secondsPerToken: Double, _ milliseconds: [Double]
  ) throws {
    let estimator = try PointEstimator(
      VLMModel.model(
        [RecordedAnswers(length: 2, ending: .stopped, count: 100)],
        secondsPerToken: secondsPerToken))
    for (tokens, expected) in zip([1.0, 2, 5, 10], milliseconds) {
      let error = try estimator.errorAmplification(
        tokens: tokens, DecodeRequest(task: .vqa))
      #expect(abs(error / .milliseconds(1) - expected) < 1e-9)
    }
  }

  @Test func pointEstimateIsTheTimeOfTheMean() throws {
    let estimate = try PointEstimator(VLMModel.compiled()).estimate(
      DecodeRequest(task: .vqa))
    let planned = try #require(estimate.plannedTokens)
    #expect(abs(planned - 2.22) < 0.005)
    // L(2) and a share of the third token, under the averages by length.
    let (two, three) = (2 * 0.0246, 3 * 0.0344)
    let seconds = two + (planned - 2) * (three - two)
    let time = try #require(estimate.plannedTime)
    #expect(abs(time / .seconds(1) - seconds) < 1e-9)
    #expect(estimate.kind == .plugInQuantile)
  }

  @Test func expectedTimeIsTheSumOverPositions() throws {
    let estimate = try DistributionalEstimator(VLMModel.compiled()).estimate(
      DecodeRequest(task: .docQA))
    let table = try #require(try VLMModel.tables()[.docQA])
    // Averages by length: Σ P(N = n)·n·a(n).
    let expected =
      table.rows.reduce(0.0) { sum, row in
        sum + Double(row.stopped)
          * AverageLatencyTable.publishedVLM.totalLatency(forLength: row.length)
      } / Double(table.count)
    #expect(abs(estimate.time.mean - expected) < 1e-12)
    #expect(estimate.quantile(0.5)?.tokens == 5)
  }

  @Test func cautionNeverPlansLess() {
    property("scheme 3 plans at least what scheme 2 does") { choices in
      let answers = choices.answers(1...15).map {
        RecordedAnswers(
          length: $0.length, ending: $0.ending, count: $0.count + 1)
      }
      let model = try CompiledModel(VLMModel.model(answers))
      let level = choices.element(of: [0.5, 0.8, 0.9, 0.95])
      let request = DecodeRequest(
        task: .vqa, cap: choices.bool() ? choices.int(1...50) : nil)
      let plain = try DistributionalEstimator(model, level: level)
        .estimate(request)
      let careful = try ConservativeEstimator(model, level: level)
        .estimate(request)
      guard let bound = careful.plannedTime else { return }
      // Mixed censoring identifies more for the estimate than for the bound.
      let planned = try #require(plain.plannedTime)
      try require(bound >= planned, "\(bound) is less than \(planned)")
    }
  }

  @Test func fewAnswersPromiseNothingWithoutACap() throws {
    let model = try CompiledModel(
      VLMModel.model([RecordedAnswers(length: 3, ending: .stopped, count: 8)]))
    let open = try ConservativeEstimator(model).estimate(
      DecodeRequest(task: .vqa))
    #expect(open.plannedTime == nil)
    #expect(open.caveats.contains(.fewObservations(8, required: 59)))
    let capped = try ConservativeEstimator(model).estimate(
      DecodeRequest(task: .vqa, cap: 16))
    #expect(capped.plannedTokens == 16)
    // L(16), although no answer seen is longer than 3.
    #expect(capped.plannedTime == .milliseconds(640))
    #expect(capped.caveats.contains(.atTheCap(16)))
    let plugIn = try ConservativeEstimator(model, confidence: nil).estimate(
      DecodeRequest(task: .vqa))
    #expect(plugIn.plannedTokens == 3)
    #expect(plugIn.kind == .plugInQuantile)
  }

  @Test func unknownTasksArePooled() throws {
    let model = try VLMModel.compiled()
    let estimate = try DistributionalEstimator(model).estimate(
      DecodeRequest(task: "poetry"))
    #expect(estimate.task == nil)
    #expect(estimate.caveats.contains(.pooledTasks))
    #expect(estimate.observations == (try VLMModel.tables().count))
  }

  @Test func generatedTokensLeaveTheRest() throws {
    let model = try VLMModel.compiled()
    let estimator = try ConservativeEstimator(model)
    let fresh = try estimator.estimate(DecodeRequest(task: .docQA))
    let running = try estimator.estimate(
      DecodeRequest(task: .docQA, generatedTokens: 4))
    #expect(running.time.mean < fresh.time.mean)
    #expect(running.expectedTokens > fresh.expectedTokens)
    let over = try estimator.estimate(
      DecodeRequest(task: .docQA, generatedTokens: 500))
    // No answer is so long, and no cap ends it: nothing is known of it.
    #expect(over.plannedTime == nil && over.expectedTime == nil)
    #expect(over.isBeyondTheData && over.quantile(0.5) == nil)
    #expect(over.probability(exceeding: .seconds(1)) == 1)
  }

  @Test func nonsenseIsRefused() throws {
    let model = try VLMModel.compiled()
    let estimator = PointEstimator(model)
    for request in [
      DecodeRequest(cap: 0), DecodeRequest(cap: .max),
      DecodeRequest(generatedTokens: -1), DecodeRequest(promptTokens: -1),
      DecodeRequest(prefill: .seconds(-1)),
    ] {
      #expect(throws: EstimationError.self) { try estimator.estimate(request) }
    }
    for level in [0, 1, -1, Double.nan] {
      #expect(throws: EstimationError.self) {
        try DistributionalEstimator(model, level: level)
      }
      #expect(throws: EstimationError.self) {
        try ConservativeEstimator(model, confidence: level)
      }
    }
    #expect(throws: EstimationError.noTasks) {
      try CompiledModel(DecodeModel(tables: LifeTables()))
    }
  }

  @Test func capsBeyondTheDataSaySo() throws {
    let model = try CompiledModel(
      VLMModel.model([
        RecordedAnswers(length: 3, ending: .stopped, count: 8),
        RecordedAnswers(length: 10, ending: .capped, count: 2),
      ]))
    let estimate = try DistributionalEstimator(model).estimate(
      DecodeRequest(task: .vqa, cap: 20))
    #expect(estimate.caveats.contains(.beyondTheData(longest: 10)))
    // Held flat: 8 answers of 3 tokens, 2 of the full 20.
    #expect(abs(estimate.expectedTokens - 6.4) < 1e-12)
    #expect(estimate.plannedTokens == 20)
  }

  /// What remains of an answer near the last position of a fitted law is
  /// mostly beyond it.
  @Test func aHiddenQuantileIsNoPlanAndSaysSo() throws {
    let table = LifeTable(
      (1...10).map {
        RecordedAnswers(length: $0, ending: .stopped, count: 10)
      })
    var tables = LifeTables()
    tables["vqa"] = table
    var model = DecodeModel(tables: tables)
    model.lengthModels["vqa"] = .parametric(.geometric, parameters: [0.2])
    let compiled = try CompiledModel(model)
    let last = try compiled["vqa"].time.cap
    let estimate = try DistributionalEstimator(compiled).estimate(
      DecodeRequest(task: "vqa", generatedTokens: last - 1))
    #expect(estimate.plannedTime == nil)
    #expect(estimate.caveats.contains(.beyondTheData(longest: last)))
    let early = try DistributionalEstimator(compiled).estimate(
      DecodeRequest(task: "vqa", generatedTokens: 3))
    #expect(early.plannedTime != nil)
    #expect(!early.caveats.contains(.beyondTheData(longest: last)))
  }

  @Test func withoutACapHiddenLengthsHaveNoQuantile() throws {
    let model = try CompiledModel(
      VLMModel.model([
        RecordedAnswers(length: 3, ending: .stopped, count: 8),
        RecordedAnswers(length: 10, ending: .cancelled, count: 2),
      ]))
    let estimate = try DistributionalEstimator(model).estimate(
      DecodeRequest(task: .vqa))
    #expect(estimate.cap == nil && estimate.plannedTime == nil)
    #expect(estimate.quantile(0.8)?.tokens == 3)
    #expect(estimate.quantile(0.81) == nil)
    let later = try DistributionalEstimator(model).estimate(
      DecodeRequest(task: .vqa, generatedTokens: 4))
    #expect(later.quantile(0.1) == nil)
  }
}
