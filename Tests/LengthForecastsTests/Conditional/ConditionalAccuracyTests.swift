import LengthForecasts
import LengthLaws
import TestSupport
import Testing

/// Accuracy on traffic of a known law, with prompts that tell all or nothing.
struct ConditionalAccuracyTests {
  /// Half of the answers train; the summed pinball loss of the model and of
  /// the true law over the rest, and how many are within each quantile.
  private func play(
    answers: Int, cap: Int = .max, planted: Bool = false,
    truth: (Int) -> Int
  ) throws -> (model: Double, truth: Double, covered: [Int]) {
    let levels = ConditionalLengthSettings().levels
    var settings = ConditionalLengthSettings()
    settings.halfLives = [nil, 300]
    settings.cellBits = [0, 3]
    var model = try ConditionalLengthModel(settings)
    var generator = SplitMix64(seed: 7)
    var result = (model: 0.0, truth: 0.0, covered: levels.map { _ in 0 })
    for index in 0..<answers {
      let prompt = Int.random(in: 1...1000, using: &generator)
      let span = truth(prompt)
      // Uniform on 1...span.
      let length = Int.random(in: 1...span, using: &generator)
      let isCapped = length > cap
      let found = try model.observe(
        length: min(length, cap),
        ending: isCapped && !planted ? .capped : .stopped, task: "t",
        promptTokens: prompt)
      guard index >= answers / 2 else { continue }
      for (place, level) in levels.enumerated() {
        let best = (level * Double(span)).rounded(.up)
        result.model += loss(length, Double(found[place]), level)
        result.truth += loss(length, best, level)
        result.covered[place] += length <= found[place] ? 1 : 0
      }
    }
    return result
  }

  private func loss(_ length: Int, _ forecast: Double, _ q: Double) -> Double {
    let excess = Double(length) - forecast
    return max(q * excess, (q - 1) * excess)
  }

  @Test func informativePromptsAreUsed() throws {
    let found = try play(answers: 3000) { $0 < 500 ? 50 : 500 }
    // The pooled law has more than twice the loss of the true one.
    #expect(found.model < 1.1 * found.truth)
    check(found.covered, trials: 1500)
  }

  @Test func uninformativePromptsCostNextToNothing() throws {
    let found = try play(answers: 3000) { _ in 200 }
    #expect(found.model < 1.03 * found.truth)
    check(found.covered, trials: 1500)
  }

  @Test func cappedAnswersMoveNoQuantileBelowTheCap() throws {
    // Caps take turns: the quantiles of N up to the greater one are known.
    let levels = [0.5, 0.9]
    var (right, wrong) = (
      try ConditionalLengthModel(), try ConditionalLengthModel()
    )
    for index in 0..<1000 {
      let length = index / 2 * 397 % 500 + 1
      let cap = index.isMultiple(of: 2) ? 200 : 480
      let ending = length > cap ? Ending.capped : .stopped
      try right.observe(
        length: min(length, cap), ending: ending, task: "t",
        promptTokens: nil)
      try wrong.observe(
        length: min(length, cap), ending: .stopped, task: "t",
        promptTokens: nil)
    }
    let found = right.quantiles(levels, request: .init(task: "t"))
    #expect(abs(found[0] - 250) <= 20 && abs(found[1] - 450) <= 20)
    let planted = wrong.quantiles(levels, request: .init(task: "t"))
    #expect(planted[0] <= 200)
  }

  /// Coverage is plausible for learnt quantiles: within two points of the
  /// level, besides what a binomial count does once in 10⁹.
  private func check(_ covered: [Int], trials: Int) {
    for (level, count) in zip(ConditionalLengthSettings().levels, covered) {
      let most = largestPlausibleCount(
        trials: trials, probability: min(level + 0.02, 1), falseAlarm: 1e-9)
      let least = smallestPlausibleCount(
        trials: trials, probability: level - 0.02, falseAlarm: 1e-9)
      #expect((least...most).contains(count))
    }
  }
}
