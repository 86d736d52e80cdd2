import DecodeTimes
import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Times of ordinary benchmark files")
struct ServingTimesFitTests {
  private static func rows(
    _ count: Int, seed: UInt64 = 3, noise: Double = 0.1,
    perToken: Double = 0.02,
    extraSteps: Int = 0, tokens: (inout SplitMix64) -> Int
  ) -> [LatencyObservation] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let n = tokens(&random)
      let z =
        (-2 * log(1 - random.unit())).squareRoot()
        * cos(2 * Double.pi * random.unit())
      return LatencyObservation(
        tokens: n,
        decodeSeconds: perToken * Double(n + extraSteps) * exp(noise * z))
    }
  }

  @Test func oneLengthIsProportional() throws {
    let fit = try ServingTimesFit(decode: Self.rows(120) { _ in 256 })
    let times = try #require(fit.pooled)
    #expect(
      fit.caveats.contains(.proportionalBeyond(shortest: 256, longest: 256)))
    #expect(
      abs(times.latency.cumulativeLatency(through: 256) / 5.12 - 1) < 0.05)
    #expect(
      abs(
        times.latency.cumulativeLatency(through: 2560)
          / times.latency.cumulativeLatency(through: 256) - 10) < 1e-9)
    let quantile = try #require(times.noise).quantile(0.95, tokens: 256)
    #expect(abs(quantile / exp(0.1645) - 1) < 0.1)
  }

  /// Lengths in a narrow band gave plans of 10¹⁸ ms.
  @Test func narrowLengthsExtrapolateNothing() throws {
    for seed in 1...20 {
      let rows = Self.rows(120, seed: UInt64(seed)) {
        205 + Int(52 * $0.unit())
      }
      let times = try #require(ServingTimesFit(decode: rows).pooled)
      let noise = try #require(times.noise)
      for tokens in [1, 100, 230, 5000] {
        let quantile = noise.quantile(0.975, tokens: tokens)
        #expect(quantile > 1.05 && quantile < 1.5)
        let perToken =
          times.latency.cumulativeLatency(through: tokens) / Double(tokens)
        #expect(perToken > 0.01 && perToken < 0.04)
      }
    }
  }

  @Test func aCostPerAnswerIsFoundWhereLengthsTellIt() throws {
    let rows = Self.rows(200, noise: 0.05, extraSteps: 50) {
      1 + Int(400 * $0.unit())
    }
    let latency = try #require(ServingTimesFit(decode: rows).pooled?.latency)
    guard case .startUp(let start) = latency else {
      Issue.record("no cost per answer in \(latency)")
      return
    }
    #expect(abs(start.startUpSeconds - 1) < 0.15)
    #expect(abs(latency.latency(at: 100) / 0.02 - 1) < 0.05)
  }

  /// Decode times are end to end less first token: 0 of one token.
  @Test func oneTokenAnswersTakeNoDecodeTime() throws {
    let rows = Self.rows(200, perToken: 0.025, extraSteps: -1) {
      1 + Int(6 * $0.unit())
    }
    #expect(rows.contains { $0.decodeSeconds == 0 })
    let first = try ServingTimesFit(
      decode: rows, convention: .firstTokenInPrefill)
    let latency = try #require(first.pooled?.latency)
    #expect(abs(latency.latency(at: 3) / 0.025 - 1) < 0.05)
    let every = try ServingTimesFit(decode: rows)
    #expect(every.pooled != nil)
    #expect(
      every.caveats.contains {
        if case .oneTokenInNoTime = $0 { true } else { false }
      })
  }

  @Test func prefillStopsNothing() throws {
    let decode = Self.rows(120) { 1 + Int(400 * $0.unit()) }
    let prefill = (0..<120).map {
      PrefillObservation(
        promptTokens: 512, prefillSeconds: 0.06 + 0.0001 * Double($0 % 7))
    }
    let fit = try ServingTimesFit(decode: decode, prefill: prefill)
    #expect(fit.pooled != nil)
    #expect(fit.caveats.contains(.onePromptLength(512)))
    let seconds = try #require(fit.prefill).predict(promptTokens: 512).seconds
    #expect(abs(seconds - 0.0603) < 0.0005)
    var broken = prefill
    broken[3].prefillSeconds = 0
    let other = try ServingTimesFit(decode: decode, prefill: broken)
    #expect(other.pooled == fit.pooled && other.prefill == nil)
    #expect(
      other.caveats.contains {
        if case .prefillNotFitted = $0 { true } else { false }
      })
  }

  @Test func oneRowAConfigurationSharesThePooledFit() throws {
    var rows = Self.rows(40) { 1 + Int(400 * $0.unit()) }
    for place in rows.indices {
      rows[place].configuration = ServingConfiguration(["run": "\(place)"])
    }
    let fit = try ServingTimesFit(decode: rows)
    #expect(fit.configurations.count == 40)
    let pooled = try #require(fit.pooled)
    for times in fit.configurations.values {
      let ratio = times.latency.latency(at: 9) / pooled.latency.latency(at: 9)
      #expect(ratio > 0.5 && ratio < 2)
      #expect(times.noise == pooled.noise)
    }
  }

  /// What is fitted to any rows is read again, and no ratio is far beyond
  /// those seen.
  @Test func fittedNoiseIsReadAgain() {
    property("noise of random rows") { choices in
      let spread = choices.logUniform(in: 1e-6...20)
      let wide = choices.bool()
      let rows = choices.array(10...60) { choices in
        (
          tokens: wide ? choices.int(1...5000) : choices.int(205...256),
          ratio: exp(spread * (2 * choices.unit() - 1))
        )
      }
      let noise = try DecodeTimeNoise.fitted(
        .logNormal(growing: true), tokens: rows.map(\.tokens),
        ratios: rows.map(\.ratio))
      let read = try JSONDecoder().decode(
        DecodeTimeNoise.self, from: JSONEncoder().encode(noise))
      try requireEqual(read, noise, "encoded and read")
      guard case .logNormal(let law) = noise else { return }
      let (low, high) = (
        rows.map(\.tokens).min() ?? 1, rows.map(\.tokens).max() ?? 1
      )
      for (inside, outside) in [(low, 1), (high, 1 << 40)] {
        try requireEqual(
          law.scale(tokens: outside), law.scale(tokens: inside),
          "the scale beyond the lengths")
      }
    }
  }
}
