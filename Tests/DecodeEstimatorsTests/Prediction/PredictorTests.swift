import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@Suite("Length predictors")
struct PredictorTests {
  /// Lengths that double with the embedding's first number, with noise.
  static func answers(
    _ count: Int, seed: UInt64, isInformative: Bool = true
  ) -> [RecordedAnswer] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let embedding = (0..<3).map { _ in 2 * random.unit() - 1 }
      let mean = isInformative && embedding[0] > 0 ? 80.0 : 40
      let tokens = Int(mean * (0.75 + 0.5 * random.unit()))
      return RecordedAnswer(
        DecodeRequest(
          task: "a", cap: 1000, promptTokens: 1 + Int(1000 * random.unit()),
          embedding: embedding),
        tokens: tokens, ending: .stopped)
    }
  }

  @Test(arguments: RegressionPredictor.Model.allCases)
  func embeddingsTellWhatTheyKnow(_ model: RegressionPredictor.Model) throws {
    let answers = Self.answers(600, seed: 1)
    let with = try RegressionPredictor(model, answers, embeddingDimension: 3)
    let without = try RegressionPredictor(model, answers)
    func error(_ predictor: RegressionPredictor) throws -> Double {
      try Self.answers(300, seed: 2).reduce(0) {
        let predicted = try predictor.predictedTokens(for: $1.request)
        return $0 + abs(predicted - Double($1.tokens)) / 300
      }
    }
    #expect(try error(with) < 0.8 * error(without))
  }

  @Test(arguments: RegressionPredictor.Model.allCases)
  func predictionsKeepToTheCap(_ model: RegressionPredictor.Model) throws {
    let predictor = try RegressionPredictor(
      model, Self.answers(200, seed: 3), levels: [0.9])
    for cap in [1, 30, 1000] {
      let request = DecodeRequest(task: "a", cap: cap, promptTokens: 10)
      let predicted = try predictor.predictedTokens(for: request)
      #expect((1...Double(cap)).contains(predicted))
      let upper = try predictor.quantile(0.9, for: request)
      #expect((1...Double(cap)).contains(try #require(upper)))
    }
  }

  @Test func missingEmbeddingsAreRefused() throws {
    var answers = Self.answers(50, seed: 4)
    let predictor = try RegressionPredictor(
      .quantile, answers, embeddingDimension: 2)
    for embedding in [nil, [], [1, 2], [1, 2, 3, 4]] as [[Double]?] {
      #expect(throws: EstimationError.self) {
        try predictor.predictedTokens(
          for: DecodeRequest(task: "a", embedding: embedding))
      }
    }
    answers[7].request.embedding = [1]
    #expect(throws: EstimationError.self) {
      try RegressionPredictor(.quantile, answers, embeddingDimension: 2)
    }
    #expect(throws: EstimationError.self) {
      try RegressionPredictor(.negativeBinomial, [])
    }
  }

  /// A prediction of so many tokens.
  private struct Fixed: LengthPredictor {
    var tokens: Double

    func predictedTokens(
      for request: DecodeRequest
    ) throws(EstimationError) -> Double { tokens }
  }

  @Test func schemeOnePlansThePredictedLength() {
    property("n̂ takes L(n̂), linearly between tokens") { choices in
      let model = try CompiledModel(
        DecodeModel(tables: LifeTables(Self.answers(20, seed: 5))))
      let tokens = Double(choices.int(4...4000)) / 4
      let estimate = try PointEstimator(model, predictor: Fixed(tokens: tokens))
        .estimate(DecodeRequest(task: "a", cap: 900))
      let expected = min(tokens, 900)
      let whole = Int(expected)
      let (low, high) = (
        estimate.time.time(through: whole),
        estimate.time.time(through: whole + 1)
      )
      try requireEqual(estimate.plannedTokens, expected, "tokens")
      let planned = try #require(estimate.plannedTime) / .seconds(1)
      try require(
        planned >= low - 1e-9 && planned <= max(high, low) + 1e3,
        "\(planned) is outside \(low)...\(high)")
      if expected == Double(whole), whole <= estimate.time.cap {
        try requireClose(
          planned, low, relative: 1e-12, absolute: 1e-9, "whole tokens")
      }
    }
  }
}
