import TestSupport
import Testing

@testable import LengthForecasts

/// The guarantee of the mixture where experts sleep and weigh by context.
struct SleepingExpertTests {
  private struct Round {
    var places: [Int32]
    var contexts: [Int]
    var forecasts: [SIMD4<Double>]
    var length: Int
  }

  private static func loss(_ length: Double, _ forecast: Double, _ q: Double)
    -> Double
  {
    max(q * (length - forecast), (q - 1) * (length - forecast))
  }

  /// Plays a game; `ignoring` leaves out who is awake.
  private func play(_ choices: inout Choices, wrong: Bool = false) throws {
    let count = choices.int(1...3)
    let level = choices.element(of: [0.5, 0.9])
    var mixture = try ExpertMixture(levels: [level], expertCount: 4 * count)
    // For each expert: its loss and the mixture's while it was awake.
    var (own, each) = (
      [Double](repeating: 0, count: 4 * count),
      [Double](repeating: 0, count: 4 * count)
    )
    for _ in 0..<choices.int(1...80) {
      var places: [Int32] = []
      for place in 0..<count where place == 0 || choices.bool() {
        places.append(Int32(place))
      }
      let contexts = choices.bool() ? [choices.int(0...1)] : []
      let forecasts = places.map { _ in
        SIMD4<Double>(
          Double(choices.int(1...50)), Double(choices.int(1...50)),
          Double(choices.int(1...50)), Double(choices.int(1...50)))
      }
      let weights = mixture.weights(places: places, contexts: contexts)
      let sum = weights.reduce(0) { $0 + $1.sum() }
      try requireClose(sum, 1, relative: 1e-12, absolute: 0, "weights")
      let mixed = zip(weights, forecasts).reduce(0) {
        $0 + ($1.0 * $1.1).sum()
      }
      let length = mixed < 25 ? 50 : 1
      for (index, place) in places.enumerated() {
        for lane in 0..<4 {
          let expert = 4 * Int(place) + lane
          own[expert] += Self.loss(Double(length), mixed, level)
          each[expert] += Self.loss(
            Double(length), forecasts[index][lane], level)
        }
      }
      mixture.learn(
        length: length, isCensored: false, places: places,
        contexts: contexts, forecasts: forecasts,
        mixed: [wrong ? forecasts[0][0] : mixed])
    }
    let bound = mixture.regretBound(level: 0)
    for expert in own.indices {
      try require(
        own[expert] - each[expert] <= bound * (1 + 1e-9) + 1e-9,
        "a regret of \(own[expert] - each[expert]) is within \(bound)")
    }
  }

  @Test func regretIsWithinTheBoundWhileAwake() {
    property("regret is within the bound while awake", cases: 300) { choices in
      try play(&choices)
    }
  }

  @Test func learningFromAnotherForecastIsCaught() {
    let found = counterexample(to: "another forecast will do") { choices in
      try play(&choices, wrong: true)
    }
    #expect(found != nil)
  }
}
