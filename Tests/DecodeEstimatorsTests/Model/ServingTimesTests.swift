import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite("Times by configuration")
struct ServingTimesTests {
  /// Answers measured on two GPUs, the second twice as fast, with noise.
  static func answers(
    _ count: Int, seed: UInt64 = 1, noise: Double = 0.1
  ) -> [RecordedAnswer] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { place in
      let gpu = place.isMultiple(of: 2) ? "slow" : "fast"
      let speed = gpu == "slow" ? 1.0 : 0.5
      let tokens = 1 + Int(200 * random.unit())
      let prompt = 10 + Int(1000 * random.unit())
      let ratio = 1 + noise * (2 * random.unit() - 1)
      return RecordedAnswer(
        DecodeRequest(
          task: "a", cap: 250, promptTokens: prompt,
          configuration: ServingConfiguration(["gpu": gpu]),
          prefill: .microseconds(1000 * speed * Double(prompt))),
        tokens: tokens, ending: .stopped,
        decodeTime: .microseconds(
          20_000 * speed * ratio * Double(tokens)))
    }
  }

  private static func model(
    _ answers: [RecordedAnswer]
  ) throws -> DecodeModel {
    var model = DecodeModel(tables: try LifeTables(answers))
    // A cost per answer of none is held at 0, and said so.
    _ = try model.fitTimes(answers)
    return model
  }

  @Test func measuredTimesAreFoundAgain() throws {
    let model = try Self.model(Self.answers(400))
    #expect(!model.isLatencyAssumed)
    #expect(model.configurations.count == 2)
    for (gpu, seconds) in [("slow", 0.02), ("fast", 0.01)] {
      let configuration = ServingConfiguration(["gpu": gpu])
      let times = try #require(model.configurations[configuration])
      #expect(abs(times.latency.latency(at: 100) / seconds - 1) < 0.03)
      let noise = try #require(times.noise)
      #expect(abs(noise.quantile(0.95, tokens: 100) - 1.09) < 0.04)
      let prefill = try #require(model.prefill)
        .predict(promptTokens: 500, configuration: configuration).seconds
      #expect(abs(prefill / (25 * seconds) - 1) < 0.01)
    }
    let decoded = try JSONDecoder().decode(
      DecodeModel.self, from: JSONEncoder().encode(model))
    #expect(decoded == model)
  }

  /// A row of a count table may stand for more answers than memory holds.
  @Test(arguments: [1 << 21, Int.max])
  func rowsThatStandForManyAreNotWrittenOut(_ count: Int) throws {
    var model = DecodeModel(tables: try LifeTables([]))
    var answer = Self.answers(1)[0]
    answer.count = count
    _ = try? model.fitTimes([answer])
  }

  @Test func badTimesLeaveTheModelAsItWas() throws {
    var answers = Self.answers(40)
    answers[7].decodeTime = .zero
    var model = DecodeModel(tables: try LifeTables(answers))
    let before = model
    #expect(throws: DecodeTimeError.self) { try model.fitTimes(answers) }
    #expect(model == before)
    // Without any measurement nothing is assumed to be known.
    for place in answers.indices {
      answers[place].decodeTime = nil
      answers[place].request.prefill = .zero
    }
    #expect(try model.fitTimes(answers).isEmpty)
    #expect(model.isLatencyAssumed && model.prefill == nil)
  }

  @Test func aConfigurationIsAModelOfItsOwn() throws {
    var model = try Self.model(Self.answers(200))
    let configuration = ServingConfiguration(["gpu": "fast"])
    // Where its times were measured, they alone bound them.
    let measured = try ConservativeEstimator(model).estimate(
      DecodeRequest(task: "a", configuration: configuration))
    #expect(measured.bound?.method == .orderStatistic)
    #expect(measured.kind == .upperConfidenceBound)
    #expect(measured.plannedTokens == nil)
    model.measured = TimeTables()
    let request = DecodeRequest(
      task: "a", promptTokens: 300, configuration: configuration)
    let first = try ConservativeEstimator(model).estimate(request)
    model.times = try #require(model.configurations[configuration])
    let second = try ConservativeEstimator(model).estimate(
      DecodeRequest(task: "a", promptTokens: 300))
    #expect(first.plannedTime == second.plannedTime)
    #expect(first.expectedTime == second.expectedTime)
    #expect(first.quantile(0.9)?.time == second.quantile(0.9)?.time)
    #expect(first.caveats.contains(.predictedPrefill))
    let unknown = try ConservativeEstimator(model).estimate(
      DecodeRequest(
        task: "a", configuration: ServingConfiguration(["gpu": "none"])))
    #expect(
      unknown.caveats.contains(
        .unknownConfiguration(ServingConfiguration(["gpu": "none"]))))
    #expect(unknown.plannedTime == second.plannedTime)
  }

  @Test func thePlanLeavesNoMoreToNoiseThanItsShare() {
    property("P(T > plan) ≤ P(N > b) + (1 − q)/2") { choices in
      let answers = Self.answers(
        choices.int(60...200), seed: UInt64(choices.int(1...50)),
        noise: Double(choices.int(1...8)) / 10)
      let model = try CompiledModel(Self.model(answers))
      let level = Double(choices.int(5...9)) / 10
      let request = DecodeRequest(
        task: "a", configuration: ServingConfiguration(["gpu": "slow"]))
      let estimate = try ConservativeEstimator(
        model, level: level, confidence: 0.5
      ).estimate(request)
      guard let planned = estimate.plannedTime,
        let tokens = estimate.plannedTokens
      else { return }
      let longer = estimate.time.probability(
        exceeding: estimate.time.time(through: Int(tokens)))
      let late = estimate.probability(exceeding: planned)
      try require(
        late <= longer + (1 - level) / 2 + 1e-9,
        "\(late) is above \(longer) and the share of noise")
      // Quantiles with noise are quantiles.
      let quantile = try #require(estimate.quantile(level)).time
      let above = estimate.probability(exceeding: quantile)
      try require(above <= 1 - level + 1e-9, "\(above) beyond the quantile")
    }
  }

  @Test func configurationsAreDecidedOnAsSchemeFourDoes() throws {
    let model = try CompiledModel(Self.model(Self.answers(200)))
    let estimator = try ConservativeEstimator(model)
    let layered = try LayeredEstimator(estimator)
    let request = DecodeRequest(task: "a", promptTokens: 900)
    for seconds in [0.6, 1, 2, 3, 5] {
      let budget = LatencyBudget(total: .seconds(seconds))
      let decisions = try estimator.decisions(
        request, among: model.configurations.reversed(), within: budget)
      #expect(decisions.count == 2)
      for entry in decisions {
        var own = request
        own.configuration = entry.configuration
        let decision = try layered.decide(own, within: budget)
        #expect(decision.isFeasible == entry.isFeasible)
        #expect(decision.reason == entry.reason)
        #expect(decision.prefill > .zero)
      }
      // The fast one fits first, and is listed first.
      #expect(decisions[0].configuration.labels == ["gpu": "fast"])
      if decisions[1].isFeasible {
        #expect(decisions[0].isFeasible)
      }
    }
    let screened = try estimator.decisions(
      request, among: model.configurations,
      within: LatencyBudget(total: .seconds(0.6)))
    #expect(screened.last?.refusedBy == .prefillScreen)
  }

  @Test func filesWithImproperNoiseAreRefused() throws {
    let model = try Self.model(Self.answers(60))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(model), as: UTF8.self)
    let planted = text.replacing(
      /"scale":[0-9.e-]+/, with: "\"scale\":-1")
    #expect(planted != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(DecodeModel.self, from: Data(planted.utf8))
    }
  }
}
