import Foundation
import LengthBounds
import LengthForecasts
import LengthLaws
import TestSupport
import Testing

/// Conformal bounds on top of forecasts: their promise, also where the laws
/// are wrong, and what they gain where requests tell something.
struct ConformalScoresTests {
  /// A forecaster whose law is wrong by a factor.
  private struct Wrong: LengthForecaster {
    let law: Geometric

    func forecast(_ request: RequestFeatures) -> LengthForecast {
      LengthForecast(request, law: law)
    }
  }

  private func missed(
    forecastMean: Double, level: Double, planted: Bool = false
  ) throws -> Int {
    var generator = SplitMix64(seed: 21)
    let truth = try Geometric(p: 1.0 / 100)
    let wrong = Wrong(law: try Geometric(p: 1 / forecastMean))
    let request = RequestFeatures(task: "a")
    var scores = ConformalScores()
    var missed = 0
    for index in 0..<6000 {
      let forecast = wrong.forecast(request)
      let length = truth.sample(using: &generator)
      if index >= 1000 {
        let bound =
          planted
          ? forecast.quantile(level)
          : try #require(scores.bound(forecast, level: level).limit.tokens)
        missed += length > bound ? 1 : 0
      }
      scores.record(try Outcome(length: length), of: forecast)
    }
    return missed
  }

  @Test(arguments: [(30.0, 0.9), (100, 0.9), (300, 0.95), (30, 0.95)])
  func boundsCoverHoweverWrongTheLaw(_ mean: Double, _ level: Double) throws {
    let count = try missed(forecastMean: mean, level: level)
    // Windows overlap, so twice the share that is promised at most leaves room
    // beside what a binomial count does once in 10⁹.
    let most = largestPlausibleCount(
      trials: 5000, probability: 1 - level + 0.01, falseAlarm: 1e-9)
    let least = smallestPlausibleCount(
      trials: 5000, probability: 1 - level - 0.015, falseAlarm: 1e-9)
    #expect((least...most).contains(count))
  }

  @Test func theQuantileOfAWrongLawDoesNot() throws {
    let most = largestPlausibleCount(
      trials: 5000, probability: 0.11, falseAlarm: 1e-9)
    #expect(
      try missed(forecastMean: 30, level: 0.9, planted: true) > most)
  }

  @Test func boundAndExceedanceAgree() throws {
    var generator = SplitMix64(seed: 2)
    let law = try Geometric(p: 0.01)
    let forecast = LengthForecast(RequestFeatures(task: "a"), law: law)
    var scores = ConformalScores()
    for _ in 0..<400 {
      scores.record(
        try Outcome(length: law.sample(using: &generator)), of: forecast)
    }
    let bound = try scores.bound(forecast, level: 0.95)
    let tokens = try #require(bound.limit.tokens)
    #expect(bound.kind == .conformalBound && bound.observations == 400)
    let within = try scores.exceedance(tokens: tokens, of: forecast)
    let short = try scores.exceedance(tokens: tokens / 2, of: forecast)
    #expect(try #require(within.limit.probability) <= 0.06)
    #expect(try #require(short.limit.probability) > 0.1)
    #expect(
      try scores.exceedance(tokens: 0, of: forecast).limit.probability == 1)
  }

  @Test func cutAnswersAndFewScoresPromiseNothing() throws {
    let forecast = LengthForecast(
      RequestFeatures(task: "a"), law: try Geometric(p: 0.1))
    var scores = ConformalScores()
    #expect(try scores.bound(forecast, level: 0.95).limit == .unbounded)
    for index in 0..<200 {
      scores.record(
        try Outcome(
          length: 5, ending: index.isMultiple(of: 10) ? .capped : .stopped),
        of: forecast)
    }
    #expect(try scores.bound(forecast, level: 0.95).limit == .unbounded)
    #expect(try scores.bound(forecast, level: 0.8).limit != .unbounded)
    #expect(throws: BoundError.self) { try scores.bound(forecast, level: 1) }
    let read = try JSONDecoder().decode(
      ConformalScores.self, from: JSONEncoder().encode(scores))
    #expect(read == scores)
  }

  /// Always the same length: no noise in a law's small rest makes the bound
  /// jump to the longest answer of another task.
  @Test func answersThatAreAlwaysTheSameAreBoundedByThemselves() throws {
    var model = try ConditionalLengthModel()
    for index in 0..<600 {
      let isShort = index.isMultiple(of: 2)
      let request = RequestFeatures(task: isShort ? "yes or no" : "essay")
      model.observe(
        try Outcome(length: isShort ? 2 : 300 + index % 200),
        of: model.forecast(request))
    }
    let bound = try model.conformalBound(
      RequestFeatures(task: "yes or no"), level: 0.95)
    #expect(bound.limit == .tokens(2))
  }
}
