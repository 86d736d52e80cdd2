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

  @Test(arguments: RegressionForecaster.Model.allCases)
  func embeddingsTellWhatTheyKnow(_ model: RegressionForecaster.Model) throws {
    let answers = Self.answers(600, seed: 1)
    let with = try RegressionForecaster(model, answers, embeddingDimension: 3)
    let without = try RegressionForecaster(model, answers)
    func error(_ forecaster: RegressionForecaster) -> Double {
      Self.answers(300, seed: 2).reduce(0) {
        let predicted = forecaster.forecast($1.request.features)
          .predictedTokens(.median, underCap: $1.request.cap)
        return $0 + abs(predicted - Double($1.tokens)) / 300
      }
    }
    #expect(error(with) < 0.8 * error(without))
  }

  @Test(arguments: RegressionForecaster.Model.allCases)
  func predictionsKeepToTheCap(_ model: RegressionForecaster.Model) throws {
    let forecaster = try RegressionForecaster(
      model, Self.answers(200, seed: 3), levels: [0.9])
    for cap in [1, 30, 1000] {
      let request = DecodeRequest(task: "a", cap: cap, promptTokens: 10)
      let forecast = forecaster.forecast(request.features)
      for point in [PointEstimator.Prediction.mean, .median] {
        let predicted = forecast.predictedTokens(point, underCap: cap)
        #expect((1...Double(cap)).contains(predicted))
      }
      #expect((1...cap).contains(forecast.quantiles([0.9], cap: cap)[0]))
    }
  }

  @Test(arguments: RegressionForecaster.Model.allCases)
  func lawsAreLaws(_ model: RegressionForecaster.Model) throws {
    let levels = [0.2, 0.5, 0.9]
    let forecaster = try RegressionForecaster(
      model, Self.answers(200, seed: 3), levels: levels)
    for prompt in [0, 400, 100_000] {
      let forecast = forecaster.forecast(
        RequestFeatures(task: "a", promptTokens: prompt))
      try checkLengthDistribution(
        forecast.law, name: model.rawValue, through: 200)
      #expect(forecast.quantiles(levels) == forecast.quantiles(levels).sorted())
      #expect(forecast.quantile(0.9) < .max)
    }
  }

  @Test func missingEmbeddingsAreThoseOfUsualPrompts() throws {
    var answers = Self.answers(50, seed: 4)
    let forecaster = try RegressionForecaster(
      .quantile, answers, embeddingDimension: 2)
    let usual = forecaster.forecast(RequestFeatures(task: "a")).quantile(0.5)
    for embedding in [[], [1, 2], [1, 2, 3, 4], [.nan, 0, 0]] as [[Double]] {
      let forecast = forecaster.forecast(
        RequestFeatures(task: "a", embedding: embedding))
      #expect(forecast.quantile(0.5) == usual)
    }
    answers[7].request.embedding = [1]
    #expect(throws: EstimationError.self) {
      try RegressionForecaster(.quantile, answers, embeddingDimension: 2)
    }
    #expect(throws: EstimationError.self) {
      try RegressionForecaster(.negativeBinomial, [])
    }
  }

  /// All answers are of one length.
  private struct Fixed: LengthForecaster {
    var tokens: Int

    func forecast(_ request: RequestFeatures) -> LengthForecast {
      let law = try? SurvivalStepFunction(
        lengths: [tokens, tokens + 1], survivalBeyond: [0.75, 0])
      return LengthForecast(request, law: law ?? .unknown)
    }
  }

  @Test func schemeOnePlansThePredictedLength() {
    property("n̂ takes L(n̂), linearly between tokens") { choices in
      let model = try CompiledModel(
        DecodeModel(tables: LifeTables(Self.answers(20, seed: 5))))
      let whole = choices.int(1...1000)
      let point = choices.element(
        of: [PointEstimator.Prediction.mean, .median])
      // A quarter is as long, the rest a token longer.
      let tokens = Double(whole) + (point == .mean ? 0.75 : 1)
      let estimate = try PointEstimator(
        model, forecaster: Fixed(tokens: whole), prediction: point
      ).estimate(DecodeRequest(task: "a", cap: 900))
      let expected = min(tokens, 900)
      let floor = Int(expected)
      let (low, high) = (
        estimate.time.time(through: floor),
        estimate.time.time(through: floor + 1)
      )
      try requireEqual(estimate.plannedTokens, expected, "tokens")
      let planned = try #require(estimate.plannedTime) / .seconds(1)
      try require(
        planned >= low - 1e-9 && planned <= max(high, low) + 1e3,
        "\(planned) is outside \(low)...\(high)")
      if expected == Double(floor), floor <= estimate.time.cap {
        try requireClose(
          planned, low, relative: 1e-12, absolute: 1e-9, "whole tokens")
      }
    }
  }
}
