import DecodeTimes
import Foundation
import TestSupport
import Testing

@Suite("Times given the load")
struct ConditionalTimesTests {
  static func normal(_ random: inout SplitMix64) -> Double {
    (-2 * log(1 - random.unit())).squareRoot()
      * cos(2 * Double.pi * random.unit())
  }

  /// Steps of 20 ms, and as much as `slope` for each running request.
  static func rows(
    _ count: Int, slope: Double, seed: UInt64, noise: Double = 0.05,
    running: (Int, inout SplitMix64) -> Double = {
      64 * $1.unit() * Double(min($0 + 1, 1))
    }
  ) -> [CovariateObservation] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { place in
      let load = running(place, &random).rounded()
      let tokens = 1 + Int(400 * random.unit())
      return CovariateObservation(
        seconds: Double(tokens) * (0.02 + slope * load)
          * exp(noise * normal(&random)),
        steps: tokens,
        covariates: ["running": load, "colour": random.unit()])
    }
  }

  @Test func effectsAreFoundAndHeldWhereTheyWereSeen() throws {
    let times = ConditionalTimes(
      decode: Self.rows(400, slope: 0.001, seed: 1), prefill: [],
      areInOrder: true)
    let step = try #require(times.step?.effects)
    let effect = try #require(step.effects.first { $0.name == "running" })
    #expect(abs(effect.coefficient / 0.001 - 1) < 0.1)
    #expect(abs(step.seconds(["running": 10]) / 0.03 - 1) < 0.03)
    // No load beyond those seen is extrapolated.
    #expect(
      step.seconds(["running": 1e6])
        == step.seconds(
          ["running": effect.greatest]))
    #expect(
      step.seconds(["running": -5]) == step.seconds(["running": effect.least]))
    // What is not told is named, and nothing is made of the rest.
    #expect(times.missing(["running": 3]) == ["colour"])
    #expect(times.servingTimes(["running": 3]) == nil)
    // The noise is that of the rows, not that of the load.
    let served = try #require(
      times.servingTimes(["running": 32, "colour": 0.5]))
    let noise = try #require(served.noise)
    #expect(abs(log(noise.quantile(0.841, tokens: 200)) - 0.05) < 0.01)
    #expect(times.servingTimes([:]) == nil)
    let decoded = try JSONDecoder().decode(
      ConditionalTimes.self, from: JSONEncoder().encode(times))
    #expect(decoded == times)
  }

  /// Numbers that tell nothing are taken no oftener than chance makes them 2 %
  /// better on rows held out; those that tell are always taken.
  @Test func whatTellsNothingIsLeftOut() {
    var (taken, found) = (0, 0)
    for seed in 1...60 {
      let none = ConditionalTimes(
        decode: Self.rows(120, slope: 0, seed: UInt64(seed)), prefill: [],
        areInOrder: true)
      if none.step != nil { taken += 1 }
      let some = ConditionalTimes(
        decode: Self.rows(120, slope: 0.0005, seed: UInt64(seed)),
        prefill: [], areInOrder: true)
      if some.step != nil { found += 1 }
    }
    #expect(taken <= 6)
    #expect(found == 60)
  }

  /// A load that only grows, while times do not grow with it at the end, is
  /// not planned by: the last third says so, whatever random folds say.
  @Test func aRampGivesWayToTheSimplerModel() {
    func rows(_ seed: UInt64) -> [CovariateObservation] {
      Self.rows(
        300, slope: 0, seed: seed,
        running: { place, _ in Double(place) / 4 }
      ).enumerated().map { place, row in
        var row = row
        // Slower and slower up to row 200, and then as fast as at first.
        row.seconds *= place < 200 ? 1 + Double(place) / 200 : 1
        return row
      }
    }
    for seed in 1...5 {
      let shuffled = ConditionalTimes(
        decode: rows(UInt64(seed)), prefill: [], areInOrder: false)
      let ordered = ConditionalTimes(
        decode: rows(UInt64(seed)), prefill: [], areInOrder: true)
      #expect(ordered.step == nil)
      _ = shuffled
    }
  }

  @Test func prefillsHaveTheLawOfRowsHeldOut() throws {
    var random = SplitMix64(seed: 4)
    let rows = (0..<500).map { _ in
      let prompt = 10 + Int(2000 * random.unit())
      let flight = (8000 * random.unit()).rounded()
      return CovariateObservation(
        seconds: (0.02 + 1e-4 * Double(prompt) + 5e-5 * flight)
          * exp(0.1 * Self.normal(&random)),
        steps: 1,
        covariates: [
          CovariateEffects.promptTokens: Double(prompt),
          "prefill_tokens": flight,
        ])
    }
    let times = ConditionalTimes(decode: [], prefill: rows, areInOrder: true)
    let law = try #require(
      times.prefillLaw(
        [CovariateEffects.promptTokens: 1000, "prefill_tokens": 4000]))
    #expect(abs(law.seconds / 0.32 - 1) < 0.03)
    #expect(abs(log(law.quantile(0.95) / law.seconds) - 0.1645) < 0.05)
    // Longer prompts take longer; more in flight than ever was does not.
    let long = try #require(
      times.prefillLaw(
        [CovariateEffects.promptTokens: 20_000, "prefill_tokens": 1e9]))
    #expect(abs(long.seconds / (0.02 + 2 + 0.4) - 1) < 0.1)
  }
}
