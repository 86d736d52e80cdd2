import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

/// What is looked up is what would have been worked out.
@Suite("Estimates that are kept")
struct KeptEstimatesTests {
  private static func answers() -> [RecordedAnswer] {
    var random = SplitMix64(seed: 5)
    return (0..<300).map { place in
      let tokens = 1 + Int(60 * random.unit())
      return RecordedAnswer(
        DecodeRequest(
          task: place.isMultiple(of: 2) ? "a" : "b", cap: 80,
          promptTokens: 100 + place % 7,
          configuration: ServingConfiguration(
            ["gpu": place.isMultiple(of: 3) ? "x" : "y"]),
          prefill: .milliseconds(90 + place % 7)),
        tokens: tokens, ending: .stopped,
        decodeTime: .seconds(
          0.02 * Double(tokens) * (0.9 + 0.2 * random.unit())),
        prefillTime: .milliseconds(90 + place % 7))
    }
  }

  private static func model(
    measured: Bool, conditional: Bool
  ) throws -> DecodeModel {
    let answers = answers()
    var model = DecodeModel(tables: try LifeTables(answers))
    if measured { _ = try model.fitTimes(answers) }
    if conditional {
      var lengths = try ConditionalLengthModel()
      for answer in answers {
        lengths.observe(
          try answer.outcome(), of: lengths.forecast(answer.request.features))
      }
      model.conditional = lengths
    }
    return model
  }

  private static func request(_ choices: inout Choices) -> DecodeRequest {
    let tasks: [TaskID?] = ["a", "b", "unknown", nil]
    let labels = [["gpu": "x"], ["gpu": "y"], ["gpu": "z"]]
    return DecodeRequest(
      task: tasks[choices.int(0...3)],
      cap: choices.bool() ? choices.int(1...90) : nil,
      generatedTokens: choices.int(0...3) == 0 ? choices.int(0...70) : 0,
      promptTokens: choices.bool() ? choices.int(50...200) : nil,
      previousTokens: choices.int(0...5) == 0 ? choices.int(0...9) : nil,
      configuration: choices.bool()
        ? ServingConfiguration(labels[choices.int(0...2)]) : nil,
      prefill: choices.bool() ? .milliseconds(choices.int(0...200)) : .zero)
  }

  @Test(arguments: [
    (false, false), (true, false), (false, true), (true, true),
  ])
  func lookUpsAreWhatIsWorkedOut(_ kind: (Bool, Bool)) throws {
    let model = try Self.model(measured: kind.0, conditional: kind.1)
    property("the same as from a model that was never asked", cases: 12) {
      choices in
      let shared = try CompiledModel(model)
      func estimators(_ model: CompiledModel) throws -> [any DecodeEstimator] {
        [
          PointEstimator(model), PointEstimator(model, prediction: .median),
          try DistributionalEstimator(model, level: 0.9),
          try DistributionalEstimator(model, level: 0.99),
          try ConservativeEstimator(model),
          try ConservativeEstimator(model, confidence: nil),
          try LayeredEstimator(ConservativeEstimator(model)),
        ]
      }
      let asked = try estimators(shared)
      for _ in 0..<20 {
        let request = Self.request(&choices)
        let budget = LatencyBudget(total: .milliseconds(choices.int(1...1500)))
        let place = choices.int(0...asked.count - 1)
        let fresh = try estimators(CompiledModel(model))[place]
        for _ in 0..<2 {
          try requireEqual(
            "\(try asked[place].decide(request, within: budget))",
            "\(try fresh.decide(request, within: budget))", "\(request)")
        }
      }
    }
  }
}
