import LengthBounds
import LengthForecasts
import LengthLaws
import TestSupport
import Testing

@Suite("Windows of scores")
struct ScoreWindowTests {
  @Test func theWindowHoldsTheLatestScores() {
    property("a window is the end of the list", cases: 100) { choices in
      let capacity = choices.int(1...6)
      let scores = choices.array(0...20) { Double($0.int(-5...5)) }
      var window = try ScoreWindow(capacity: capacity)
      for score in scores { window.record(score) }
      window.record(.nan)
      try requireEqual(window.sorted, scores.suffix(capacity).sorted())
    }
  }

  @Test func ranksAgreeWithTheOracle() throws {
    var window = try ScoreWindow(capacity: 2000)
    for n in 1...1000 {
      window.record(Double(n))
      // Of exact fractions: ⌈(n + 1)·95/100⌉.
      let rank = ((n + 1) * 95 + 99) / 100
      let quantile = window.conformalQuantile(missRate: 0.05)
      #expect(quantile == (rank <= n ? Double(rank) : .infinity))
    }
    #expect(window.conformalQuantile(missRate: -0.01) == .infinity)
    #expect(window.conformalQuantile(missRate: 0) == .infinity)
    #expect(window.conformalQuantile(missRate: 1) == -.infinity)
    #expect(window.conformalQuantile(missRate: 1.5) == -.infinity)
    #expect(window.conformalQuantile(missRate: .nan) == .infinity)
  }

  /// Of all orders of exchangeable scores, the next exceeds the quantile in
  /// at most a share α: exact, by which of n + 1 distinct scores is last.
  @Test func theNextScoreIsCovered() {
    property("split conformal coverage", cases: 100) { choices in
      let n = choices.int(1...20)
      let missRate = choices.double(in: 0.01...0.99)
      var misses = 0
      for last in 0...n {
        var window = try ScoreWindow(capacity: n)
        for score in 0...n where score != last { window.record(Double(score)) }
        if Double(last) > window.conformalQuantile(missRate: missRate) {
          misses += 1
        }
      }
      try require(
        Double(misses) <= missRate * Double(n + 1) + 1e-9, "\(misses) misses")
    }
  }

  @Test func boundsAndScoresAgree() {
    property("within the bound just if within the threshold", cases: 300) {
      choices in
      let score = choices.element(of: ConformityScore.allCases)
      let forecast = choices.logUniform(in: 0.5...5000)
      let length = choices.int(1...9000)
      let threshold = score.score(length: length, forecast: forecast)
      try requireEqual(
        score.bound(forecast: forecast, threshold: threshold),
        .tokens(length), "bound at its own score")
    }
    for score in ConformityScore.allCases {
      #expect(score.bound(forecast: 9, threshold: .infinity) == .unbounded)
      #expect(score.bound(forecast: 9, threshold: -.infinity) == .tokens(0))
      #expect(score.bound(forecast: .nan, threshold: 0) == .unbounded)
      #expect(score.bound(forecast: .infinity, threshold: 0) == .unbounded)
      #expect(score.bound(forecast: 1e300, threshold: 3) == .unbounded)
      #expect(score.score(length: 4, forecast: .infinity).isNaN)
    }
    #expect(ConformityScore.logRatio.score(length: 4, forecast: 0).isNaN)
  }

  @Test func endingsTeachWhatIsKnown() throws {
    var bounds = TaskCalibrators(
      try AdaptiveConformal(target: 0.5, stepSize: 0.1, window: 10))
    for length in [8, 10, 12] {
      bounds.observe(
        task: "a", length: length, ending: .stopped, forecast: 10)
    }
    let before = bounds["a"]
    let bound = try #require(bounds.bound(task: "a", forecast: 10).tokens)
    // Below its bound, a cancelled answer is not known to keep it.
    bounds.observe(
      task: "a", length: bound - 1, ending: .cancelled, forecast: 10)
    #expect(bounds["a"] == before)
    // With as many tokens as its bound it would have missed it.
    bounds.observe(task: "a", length: bound, ending: .cancelled, forecast: 10)
    #expect(bounds["a"].missRate == before.missRate - 0.05)
    // Other tasks learn nothing from it, nor any from an unusable forecast.
    #expect(bounds["b"] == bounds.initial)
    #expect(bounds.bound(task: "b", forecast: 10) == .unbounded)
    bounds.observe(task: "b", length: 3, ending: .stopped, forecast: .nan)
    #expect(bounds["b"] == bounds.initial)
    #expect(bounds.tasks == ["a", "b"])
  }
}
