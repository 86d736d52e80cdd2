import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite("The tighter of two bounds")
struct TighterOfTwoTests {
  private static let noise = 0.35
  private static let cap = 160

  private static func normal(_ random: inout SplitMix64) -> Double {
    (-2 * log(1 - random.unit())).squareRoot()
      * cos(2 * Double.pi * random.unit())
  }

  /// Lengths on a coarse grid, so that bounds are quick.
  private static func length(_ random: inout SplitMix64) -> Int {
    let n = Int(exp(4.5 + 0.35 * normal(&random)) / 8) * 8
    return min(max(n, 8), 240)
  }

  /// The smaller of two bounds keeps the confidence.
  ///
  /// Under a cap below the longest answer P(T > plan) is above 1 − q in no more
  /// of 600 tables than chance explains. Planted: each bound with the whole
  /// confidence, of which the smaller one has not.
  @Test func sharesKeepTheConfidence() throws {
    let (level, confidence) = (0.9, 0.8)
    let times = ServingTimes(
      latency: .constant(try ConstantLatency(secondsPerToken: 0.02)),
      noise: .logNormal(try LogNormalNoise(mean: 0, scale: Self.noise)))
    var truth = SplitMix64(seed: 99)
    let sample = (0..<200_000).map { _ in
      0.02 * Double(min(Self.length(&truth), Self.cap))
        * exp(Self.noise * Self.normal(&truth))
    }.sorted()
    // As long as it may be, for the sample's own error.
    let quantile = sample[Int(0.897 * Double(sample.count))]
    let trials = 600
    var (missed, planted, mixed) = (0, 0, 0)
    for seed in 1...trials {
      var random = SplitMix64(seed: UInt64(seed) &* 104_729)
      var answers: [RecordedAnswer] = []
      for _ in 0..<120 {
        let tokens = Self.length(&random)
        answers.append(
          RecordedAnswer(
            DecodeRequest(task: "a"), tokens: tokens, ending: .stopped,
            decodeTime: .seconds(
              0.02 * Double(tokens)
                * exp(Self.noise * Self.normal(&random)))))
      }
      let tables = try LifeTables(answers)
      var model = DecodeModel(tables: tables, latency: times.latency)
      // Latency and noise are known, so that both bounds are what they say.
      model.times = times
      model.measured = try TimeTables(answers)
      let estimate = try ConservativeEstimator(
        model, level: level, confidence: confidence
      ).estimate(DecodeRequest(task: "a", cap: Self.cap))
      if estimate.caveats.contains(.tighterOfTwo) { mixed += 1 }
      #expect(estimate.bound?.confidence == confidence)
      let plan = try #require(estimate.plannedTime)
      let seconds =
        Double(plan.components.seconds) + Double(plan.components.attoseconds)
        / 1e18
      if seconds < quantile { missed += 1 }
      let table = try #require(tables["a"])
      let direct =
        try model.measured.pooled(task: "a").decode.upperBound(
          level: level, confidence: confidence, underCap: Self.cap
        ).limit.seconds ?? .infinity
      let length =
        try table.timeBound(
          level: level, confidence: confidence, times: times,
          underCap: Self.cap
        ).limit.seconds ?? .infinity
      if min(direct, length) < quantile { planted += 1 }
    }
    let most = BinomialTail(trials: trials, probability: 1 - confidence)
      .largestPlausibleCount(falseAlarm: 1e-9)
    #expect(mixed > trials * 9 / 10)
    #expect(missed <= most, "\(missed) of \(trials), at most \(most)")
    #expect(planted > missed)
  }

  /// Without a cap, or with one that no answer exceeds, there is one bound.
  @Test func oneBoundHasAllOfTheConfidence() throws {
    var random = SplitMix64(seed: 7)
    let answers = (0..<100).map { _ in
      RecordedAnswer(
        DecodeRequest(task: "a"), tokens: Self.length(&random),
        ending: .stopped, decodeTime: .seconds(1 + random.unit()))
    }
    var model = DecodeModel(tables: try LifeTables(answers))
    _ = try model.fitTimes(answers)
    let estimator = try ConservativeEstimator(model)
    let direct = try model.measured.pooled(task: "a").decode.upperBound(
      level: 0.95, confidence: 0.95)
    for cap in [nil, 240, 4000] {
      let estimate = try estimator.estimate(
        DecodeRequest(task: "a", cap: cap))
      #expect(estimate.bound == direct)
      #expect(!estimate.caveats.contains(.tighterOfTwo))
    }
  }
}
