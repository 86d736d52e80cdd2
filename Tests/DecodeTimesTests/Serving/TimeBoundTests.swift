import DecodeTimes
import Foundation
import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Bounds of T from lengths and noise")
struct TimeBoundTests {
  private static func times(_ noise: DecodeTimeNoise?) throws -> ServingTimes {
    ServingTimes(
      latency: .constant(try ConstantLatency(secondsPerToken: 0.02)),
      noise: noise)
  }

  @Test func withoutNoiseItIsTheBoundOfTheLength() {
    property("L of the bound; noise of no scale changes nothing") { choices in
      let table = choices.lifeTable(longest: 30)
      guard !table.isEmpty else { return }
      let cap = choices.bool() ? choices.int(1...32) : nil
      let level = choices.element(of: [0.5, 0.8, 0.9])
      let tokens = try table.upperBound(
        level: level, confidence: 0.8, underCap: cap)
      let exact = try table.timeBound(
        level: level, confidence: 0.8, times: Self.times(nil), underCap: cap)
      try requireEqual(
        exact.limit.seconds, tokens.limit.tokens.map { 0.02 * Double($0) },
        "without noise")
      let still = try table.timeBound(
        level: level, confidence: 0.8,
        times: Self.times(.logNormal(LogNormalNoise(mean: 0, scale: 0))),
        underCap: cap)
      if let seconds = exact.limit.seconds {
        try requireClose(
          still.limit.seconds ?? .nan, seconds, relative: 1e-9)
      } else if cap == nil {
        try requireEqual(still.limit, .unbounded, "with no noise")
      }
    }
  }

  @Test func itCountsFromTheTokensThatAreOut() throws {
    var table = LifeTable()
    for length in 1...400 { try table.record(length: length, ending: .stopped) }
    let noise = DecodeTimeNoise.logNormal(
      try LogNormalNoise(mean: 0, scale: 0.2))
    let whole = try table.timeBound(
      level: 0.9, confidence: 0.9, times: Self.times(noise))
    let later = try table.timeBound(
      level: 0.9, confidence: 0.9, times: Self.times(noise), after: 200)
    let (all, rest) = (
      try #require(whole.limit.seconds), try #require(later.limit.seconds)
    )
    #expect(rest < all && rest > 0.3 * all)
    #expect(later.observations == 200)
    #expect(throws: BoundError.noAnswers) {
      try table.timeBound(
        level: 0.9, confidence: 0.9, times: Self.times(noise), after: 400)
    }
  }

  /// Bounds keep their confidence.
  ///
  /// 400 tables of 150 log-normal lengths with 35 % noise, known: the exact
  /// P(T > bound) is above 5 % in at most one of twenty, but for chance. The
  /// planted bug leaves the noise out and asks for less confidence.
  @Test func boundsKeepTheirConfidence() throws {
    let noise = DecodeTimeNoise.logNormal(
      try LogNormalNoise(mean: 0, scale: 0.35))
    let lengths = try DiscreteLogNormal(mu: 5, sigma: 0.8)
    let time = TotalDecodeTime(
      lengths, latency: try ConstantLatency(secondsPerToken: 0.02), cap: 8000,
      noise: noise)
    let truth = time.quantile(0.95)
    let trials = 400
    var (missed, planted, sum) = (0, 0, 0.0)
    for seed in 1...trials {
      var random = SplitMix64(seed: UInt64(seed) &* 7919)
      var table = LifeTable()
      for _ in 0..<150 {
        let z =
          (-2 * log(1 - random.unit())).squareRoot()
          * cos(2 * Double.pi * random.unit())
        try table.record(
          length: Int(exp(5 + 0.8 * z).rounded(.up)), ending: .stopped)
      }
      let bound =
        try table.timeBound(
          level: 0.95, confidence: 0.95, times: Self.times(noise)
        ).limit.seconds ?? .infinity
      if bound < truth { missed += 1 }
      sum += bound / truth / Double(trials)
      let bare =
        try table.timeBound(
          level: 0.95, confidence: 0.8, times: Self.times(nil)
        ).limit.seconds ?? .infinity
      if bare < truth { planted += 1 }
    }
    let most = BinomialTail(trials: trials, probability: 0.05)
      .largestPlausibleCount(falseAlarm: 1e-9)
    #expect(missed <= most)
    #expect(planted > most)
    // Not wasteful: half as far again as the true quantile, not 2.5 times it.
    #expect(sum < 1.5)
  }

  /// Noise that was fitted to the same answers is not known.
  ///
  /// Lengths in a narrow range tell nothing of T, and the noise all. Planted:
  /// noise taken as known, of which too many plans are too short.
  @Test func fittedNoiseHasItsOwnError() throws {
    let trials = 300
    let lengths = 205...256
    let truth = TotalDecodeTime(
      try KaplanMeier(
        lengths.reduce(into: LifeTable()) {
          try $0.record(length: $1, ending: .stopped)
        }), latency: try ConstantLatency(secondsPerToken: 0.02), cap: 256,
      noise: .logNormal(try LogNormalNoise(mean: 0, scale: 0.35))
    ).quantile(0.95)
    var (missed, planted) = (0, 0)
    for seed in 1...trials {
      var random = SplitMix64(seed: UInt64(seed) &* 15_485_863)
      var table = LifeTable()
      var rows: [LatencyObservation] = []
      for _ in 0..<400 {
        let z =
          (-2 * log(1 - random.unit())).squareRoot()
          * cos(2 * Double.pi * random.unit())
        let tokens = 205 + Int(52 * random.unit())
        try table.record(length: tokens, ending: .stopped)
        rows.append(
          LatencyObservation(
            tokens: tokens,
            decodeSeconds: 0.02 * Double(tokens) * exp(0.35 * z)))
      }
      let times = try #require(ServingTimesFit(decode: rows).pooled)
      func bound(_ count: Int?) throws -> Double {
        try table.timeBound(
          level: 0.95, confidence: 0.95, times: times, fittedTo: count
        ).limit.seconds ?? .infinity
      }
      if try bound(rows.count) < truth { missed += 1 }
      if try bound(nil) < truth { planted += 1 }
    }
    let most = BinomialTail(trials: trials, probability: 0.05)
      .largestPlausibleCount(falseAlarm: 1e-9)
    #expect(missed <= most, "\(missed) of \(trials)")
    #expect(planted > most)
  }

  /// Noise that no log-normal law has is taken as it was seen: its quantiles
  /// are right, and so is the bound with it.
  @Test func skewedNoiseIsTakenAsItWasSeen() throws {
    // Four answers in five a bit quicker, the fifth half as slow again.
    func ratio(_ random: inout SplitMix64) -> Double {
      let z =
        (-2 * log(1 - random.unit())).squareRoot()
        * cos(2 * Double.pi * random.unit())
      return random.unit() < 0.8 ? 0.9 * exp(0.02 * z) : 1.4 * exp(0.1 * z)
    }
    func late(_ seconds: Double) -> Double {
      (205...256).reduce(0.0) { sum, n in
        let log = log(seconds / (0.02 * Double(n)))
        func beyond(_ z: Double) -> Double { 0.5 * erfc(z / 2.squareRoot()) }
        return sum
          + (0.8 * beyond((log - Foundation.log(0.9)) / 0.02)
            + 0.2 * beyond((log - Foundation.log(1.4)) / 0.1)) / 52
      }
    }
    let trials = 200
    var (missed, median, samples) = (0, 0.0, 0)
    for seed in 1...trials {
      var random = SplitMix64(seed: UInt64(seed) &* 32_452_843)
      var table = LifeTable()
      var rows: [LatencyObservation] = []
      for _ in 0..<300 {
        let tokens = 205 + Int(52 * random.unit())
        try table.record(length: tokens, ending: .stopped)
        rows.append(
          LatencyObservation(
            tokens: tokens,
            decodeSeconds: 0.02 * Double(tokens) * ratio(&random)))
      }
      let times = try #require(ServingTimesFit(decode: rows).pooled)
      if case .grouped = times.noise { samples += 1 }
      let rate = times.latency.latency(at: 100)
      let noise = try #require(times.noise)
      median += rate * noise.quantile(0.5, tokens: 230) / Double(trials)
      let bound =
        try table.timeBound(
          level: 0.95, confidence: 0.95, times: times, fittedTo: rows.count
        ).limit.seconds ?? .infinity
      if late(bound) > 0.05 { missed += 1 }
    }
    #expect(samples == trials)
    // The median ratio is that of the quicker four fifths, at ⅝ of these.
    #expect(abs(median / 0.02 / 0.9064 - 1) < 0.01)
    let most = BinomialTail(trials: trials, probability: 0.05)
      .largestPlausibleCount(falseAlarm: 1e-9)
    #expect(missed <= most, "\(missed) of \(trials)")
  }
}
