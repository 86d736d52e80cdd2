import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite("Conditional estimator")
struct ConditionalEstimatorTests {
  private static let latency = LatencyModel.publishedVLM

  /// Answers whose length follows the prompt's, or not.
  private static func answers(_ choices: inout Choices) -> [RecordedAnswer] {
    let count = choices.int(1...40)
    let hasCap = choices.int(0...1) == 1
    return (0..<count).map { _ in
      let cap = hasCap ? 12 : nil
      let length = choices.int(1...20)
      return RecordedAnswer(
        DecodeRequest(
          task: "a", cap: cap, promptTokens: choices.int(1...3) * 100),
        tokens: min(length, cap ?? length),
        ending: length > cap ?? length ? .capped : .stopped)
    }
  }

  @Test func withoutFeaturesItIsTheTasksOwnLaw() {
    property("a tree of one node is Kaplan–Meier") { choices in
      let answers = Self.answers(&choices)
      var settings = ConditionalLengthSettings()
      settings.features = []
      settings.halfLives = [nil]
      settings.shrinkages = [0]
      var lengths = try ConditionalLengthModel(settings)
      for answer in answers {
        lengths.observe(
          try answer.outcome(), of: lengths.forecast(answer.request.features))
      }
      let conditional = try ConditionalEstimator(
        lengths, latency: Self.latency)
      let plain = try DistributionalEstimator(
        DecodeModel(tables: LifeTables(answers), latency: Self.latency))
      for generated in [0, 3] {
        let request = DecodeRequest(
          task: "a", cap: 12, generatedTokens: generated)
        let first = try conditional.estimate(request)
        let second = try plain.estimate(request)
        try requireEqual(
          first.expectedTime == nil, second.expectedTime == nil, "known")
        if let own = first.expectedTime, let other = second.expectedTime {
          try requireClose(
            own / .seconds(1), other / .seconds(1), relative: 1e-9,
            absolute: 1e-12,
            "expected time after \(generated) of \(answers.map { ($0.tokens, $0.ending, $0.request.cap) })"
          )
        }
        try requireEqual(
          first.plannedTokens, second.plannedTokens, "planned tokens")
      }
    }
  }

  @Test func itLearnsWhatThePromptTells() throws {
    var lengths = try ConditionalLengthModel()
    lengths.observe(
      try Outcome(length: 10),
      of: lengths.forecast(RequestFeatures(task: "a", promptTokens: 100)))
    var estimator = try ConditionalEstimator(lengths, latency: Self.latency)
    for place in 0..<200 {
      let isLong = place.isMultiple(of: 2)
      try estimator.observe(
        RecordedAnswer(
          DecodeRequest(task: "a", promptTokens: isLong ? 2000 : 100),
          tokens: isLong ? 300 + place % 7 : 10 + place % 3,
          ending: .stopped))
    }
    let long = try estimator.estimate(
      DecodeRequest(task: "a", promptTokens: 2000))
    let short = try estimator.estimate(
      DecodeRequest(task: "a", promptTokens: 100))
    #expect(long.expectedTokens > 5 * short.expectedTokens)
    #expect(short.plannedTime ?? .zero < long.plannedTime ?? .zero)
    #expect(long.kind == .plugInQuantile)
  }

  @Test func emptyModelsAndOtherLevelsAreRefused() throws {
    #expect(throws: EstimationError.noTasks) {
      try ConditionalEstimator(ConditionalLengthModel(), latency: Self.latency)
    }
    var lengths = try ConditionalLengthModel()
    lengths.observe(
      try Outcome(length: 10),
      of: lengths.forecast(RequestFeatures(task: "a", promptTokens: 100)))
    for level in [0, 1, Double.nan] {
      #expect(throws: EstimationError.self) {
        try ConditionalEstimator(
          lengths, latency: Self.latency, level: level)
      }
    }
    let estimator = try ConditionalEstimator(lengths, latency: Self.latency)
    #expect(throws: EstimationError.self) {
      try estimator.estimate(DecodeRequest(promptTokens: -1))
    }
  }
}

@Suite("A model that looks at the prompt")
struct ConditionalModelTests {
  @Test func estimatesDependOnThePromptAndBoundsDoNot() throws {
    var answers: [RecordedAnswer] = []
    for place in 0..<200 {
      let isLong = place.isMultiple(of: 2)
      answers.append(
        RecordedAnswer(
          DecodeRequest(task: "a", promptTokens: isLong ? 2000 : 100),
          tokens: isLong ? 300 + place % 7 : 10 + place % 3,
          ending: .stopped))
    }
    var model = DecodeModel(
      tables: try LifeTables(answers), latency: .publishedVLM)
    var lengths = try ConditionalLengthModel()
    for answer in answers {
      lengths.observe(
        try answer.outcome(), of: lengths.forecast(answer.request.features))
    }
    model.conditional = lengths
    let compiled = try CompiledModel(model)
    func estimates(_ prompt: Int?) throws -> (DecodeEstimate, DecodeEstimate) {
      let request = DecodeRequest(task: "a", promptTokens: prompt)
      return (
        try DistributionalEstimator(compiled).estimate(request),
        try ConservativeEstimator(compiled).estimate(request)
      )
    }
    let (long, longBound) = try estimates(2000)
    let (short, shortBound) = try estimates(100)
    let (any, anyBound) = try estimates(nil)
    #expect(long.expectedTokens > 3 * short.expectedTokens)
    #expect(any.expectedTokens < long.expectedTokens)
    #expect(!long.caveats.contains(.promptLengthUnused))
    #expect(longBound.plannedTokens == anyBound.plannedTokens)
    #expect(shortBound.plannedTokens == anyBound.plannedTokens)
    let own = try ConditionalEstimator(lengths, latency: .publishedVLM)
      .estimate(DecodeRequest(task: "a", promptTokens: 2000))
    #expect(own.plannedTokens == long.plannedTokens)
    let decoded = try JSONDecoder().decode(
      DecodeModel.self, from: JSONEncoder().encode(model))
    #expect(decoded == model)
  }
}
