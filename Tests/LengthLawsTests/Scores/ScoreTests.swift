import LengthLaws
import TestSupport
import Testing

/// A law on the lengths 1, 2, … given by whole weights: expectations under it
/// are finite sums.
struct FiniteLaw {
  var weights: [Int]

  /// Weights of 2 to 8 lengths, not all 0.
  init(_ choices: inout Choices) {
    weights = choices.array(2...8) { $0.int(0...9) }
    weights[0] += 1
  }

  func expectation(_ score: (Int) -> Double) -> Double {
    let sum = weights.enumerated().reduce(0.0) {
      $0 + Double($1.element) * ($1.element > 0 ? score($1.offset + 1) : 0)
    }
    return sum / Double(weights.reduce(0, +))
  }

  /// The same law with everything from `cap` on at `cap`.
  var table: LifeTable {
    LifeTable(
      weights.enumerated().map {
        RecordedAnswers(
          length: $0.offset + 1, ending: .stopped, count: $0.element)
      })
  }
}

@Suite("Scores")
struct ScoreTests {
  @Test func pinballAndIntervalScoreAgreeWithTheOracle() throws {
    let oracle = try Reference.oracle("pinball_and_interval_score")
    let rows = try #require(oracle.inputs["pinball"]?.array)
    let expected = try #require(oracle.expected["pinball"]?.doubles)
    for (row, value) in zip(rows, expected) {
      let row = try #require(row.doubles)
      let loss = ForecastScore.pinball(
        forecast: row[1], outcome: row[0], level: row[2])
      #expect(abs(loss - value) < 1e-12)
    }
    let interval = ForecastScore.interval(
      lower: 40, upper: 100, outcome: 120, missRate: 0.1)
    let score = try #require(oracle.expected["interval"]?.double)
    #expect(abs(interval - score) < 1e-12)
  }

  @Test func theTrueQuantileMinimisesExpectedPinballLoss() {
    property("pinball loss is proper", cases: 100) { choices in
      let law = FiniteLaw(&choices)
      let level = choices.level()
      let cap = choices.int(1...9)
      let quantile = try KaplanMeier(law.table).quantile(level)
      func expected(_ q: Double) -> Double {
        law.expectation {
          ForecastScore.pinball(forecast: q, outcome: Double($0), level: level)
        }
      }
      func capped(_ q: Double) -> Double {
        law.expectation {
          ForecastScore.cappedPinball(
            forecast: q, outcome: Double($0), level: level, cap: Double(cap))
        }
      }
      for half in 1...18 {
        let other = Double(half) / 2
        try require(
          expected(Double(quantile)) <= expected(other) + 1e-12,
          "\(other) beats the quantile \(quantile) at \(level)")
        try require(
          capped(Double(quantile)) <= capped(other) + 1e-12,
          "\(other) beats the quantile \(quantile) under the cap \(cap)")
      }
    }
  }

  @Test func theWeightedIntervalScoreIsTheMeanPinballLoss() {
    property("WIS is twice the mean pinball loss", cases: 100) { choices in
      let values = choices.array(5...5) { $0.double(in: 0...50) }.sorted()
      let outcome = choices.double(in: 0...60)
      let rates = [0.4, 0.1]
      let score = ForecastScore.weightedInterval(
        median: values[2],
        intervals: [
          (values[1], values[3], rates[0]), (values[0], values[4], rates[1]),
        ], outcome: outcome)
      let levels = [0.05, 0.2, 0.5, 0.8, 0.95]
      let mean = zip(levels, values).reduce(0.0) {
        $0 + ForecastScore.pinball(
          forecast: $1.1, outcome: outcome, level: $1.0) / 5
      }
      try requireClose(score, 2 * mean, relative: 1e-9, absolute: 1e-12)
    }
  }

  @Test func theTruthMinimisesBrierAndRankedProbabilityScores() {
    property("both are proper", cases: 100) { choices in
      let law = FiniteLaw(&choices)
      let total = Double(law.weights.reduce(0, +))
      let truth = law.weights.map { Double($0) / total }
      var other = truth.map { _ in choices.double(in: 0.01...1) }
      let sum = other.reduce(0, +)
      other = other.map { $0 / sum }
      func ranked(_ forecast: [Double]) -> Double {
        law.expectation {
          ForecastScore.rankedProbability(forecast, category: $0 - 1)
        }
      }
      try require(ranked(truth) <= ranked(other) + 1e-12, "ranked")
      func brier(_ probability: Double) -> Double {
        law.expectation {
          ForecastScore.brier(probability: probability, event: $0 == 1)
        }
      }
      try require(brier(truth[0]) <= brier(other[0]) + 1e-12, "Brier")
    }
  }

  @Test func theLogScoreIsProperUnderACap() throws {
    property("the truth expects the best log score", cases: 60) { choices in
      let law = FiniteLaw(&choices)
      let cap = choices.int(1...8)
      let truth = try KaplanMeier(law.table)
      let other = try Geometric(p: choices.double(in: 0.05...0.95))
      func expected(_ forecast: some LengthDistribution) -> Double {
        law.expectation {
          forecast.logScore(
            ofLength: min($0, cap), ending: $0 > cap ? .capped : .stopped)
        }
      }
      try require(expected(truth) <= expected(other) + 1e-12, "cap \(cap)")
    }
  }

  @Test func argumentsOutOfRangeHaveNoScore() {
    let values = [
      ForecastScore.pinball(forecast: 1, outcome: 1, level: 1.5),
      ForecastScore.pinball(forecast: .nan, outcome: 1, level: 0.5),
      ForecastScore.interval(lower: 0, upper: 1, outcome: 1, missRate: 0),
      ForecastScore.brier(probability: 1.1, event: true),
      ForecastScore.rankedProbability([0.5, 0.5], category: 2),
      ForecastScore.rankedProbability([0.5, 0.1], category: 0),
    ]
    for value in values { #expect(value.isNaN) }
    let unbounded = ForecastScore.pinball(
      forecast: .infinity, outcome: 3, level: 0.95)
    #expect(unbounded == .infinity)
  }
}
