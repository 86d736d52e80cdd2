import LengthForecasts
import TestSupport
import Testing

/// The guarantee of the mixture, on sequences made to break it too.
struct ExpertMixtureTests {
  private static func loss(_ length: Double, _ forecast: Double, _ q: Double)
    -> Double
  {
    let excess = length - forecast
    return max(q * excess, (q - 1) * excess)
  }

  /// Plays a game and checks the bound against every expert and a fixed
  /// average of all; `weights` may replace the mixture's own.
  private func play(
    _ choices: inout Choices, weights: ((ExpertMixture) -> [Double])? = nil
  ) throws {
    let experts = choices.int(1...6)
    let level = choices.element(of: [0.5, 0.9, 0.99])
    let isAdversarial = choices.bool()
    var mixture = try ExpertMixture(levels: [level], expertCount: experts)
    var (own, average) = (0.0, 0.0)
    var each = [Double](repeating: 0, count: experts)
    for _ in 0..<choices.int(1...120) {
      let forecasts = (0..<experts).map { _ in Double(choices.int(1...50)) }
      let used = weights?(mixture) ?? mixture.weights(level: 0)
      let mixed = zip(used, forecasts).reduce(0) { $0 + $1.0 * $1.1 }
      // The adversary answers at the end that hurts more.
      let length =
        isAdversarial ? (mixed < 25 ? 50 : 1) : choices.int(1...50)
      let isCensored = !isAdversarial && choices.int(0...3) == 0
      func score(_ forecast: Double) -> Double {
        let end = Double(length)
        return Self.loss(end, isCensored ? min(forecast, end) : forecast, level)
      }
      own += score(mixed)
      average += score(forecasts.reduce(0, +) / Double(experts))
      for index in forecasts.indices { each[index] += score(forecasts[index]) }
      mixture.learn(
        length: length, isCensored: isCensored, forecasts: forecasts,
        mixed: [mixture.mix(forecasts, level: 0)])
    }
    let least = min(each.min() ?? 0, average)
    let bound = mixture.regretBound(level: 0)
    let rounding = 1e-9 * (1 + own)
    try require(
      own - least <= bound + rounding,
      "a regret of \(own - least) is within \(bound)")
    try require(
      (mixture.regrets.max() ?? 0) <= bound + rounding,
      "every R is within the bound")
  }

  @Test func regretIsWithinTheBoundOnAnySequence() {
    property("regret is within the bound", cases: 400) { choices in
      try play(&choices)
    }
  }

  @Test func trustingTheWorstExpertIsCaught() {
    let found = counterexample(to: "the worst expert is as good") { choices in
      try play(&choices) { mixture in
        let worst = mixture.regrets.indices.min {
          mixture.regrets[$0] < mixture.regrets[$1]
        }
        return mixture.regrets.indices.map { $0 == worst ? 1 : 0 }
      }
    }
    #expect(found != nil)
  }

  @Test func weightsDoNotDependOnTheUnit() {
    property("weights do not depend on the unit") { choices in
      var plain = try ExpertMixture(levels: [0.9], expertCount: 3)
      var scaled = plain
      for _ in 0..<choices.int(1...30) {
        let forecasts = (0..<3).map { _ in Double(choices.int(1...50)) }
        let length = choices.int(1...50)
        plain.learn(
          length: length, isCensored: false, forecasts: forecasts,
          mixed: [plain.mix(forecasts, level: 0)])
        let larger = forecasts.map { $0 * 1024 }
        scaled.learn(
          length: length * 1024, isCensored: false, forecasts: larger,
          mixed: [scaled.mix(larger, level: 0)])
      }
      try requireEqual(
        plain.weights(level: 0), scaled.weights(level: 0), "weights")
    }
  }
}
