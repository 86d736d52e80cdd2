import DecodeTimes
import Foundation
import TestSupport
import Testing

@Suite("Latency by configuration")
struct ConfigurationLatencyTests {
  private static let speeds = ["slow": 1.0, "fast": 0.5]
  private static let sizes = ["small": 1.0, "large": 3.0]

  private static func configuration(
    _ gpu: String, _ size: String
  ) -> ServingConfiguration {
    ServingConfiguration(["gpu": gpu, "model": size])
  }

  /// Times that are products of the labels' factors, with noise.
  private static func rows(
    _ gpu: String, _ size: String, count: Int, seed: UInt64,
    noise: Double = 0.1
  ) -> [LatencyObservation] {
    var random = SplitMix64(seed: seed)
    let factor = (speeds[gpu] ?? 1) * (sizes[size] ?? 1)
    return (0..<count).map { _ in
      let tokens = 5 + Int(300 * random.unit())
      let ratio = 1 + noise * (2 * random.unit() - 1)
      return LatencyObservation(
        tokens: tokens,
        decodeSeconds: factor * (0.05 + 0.02 * Double(tokens)) * ratio,
        configuration: configuration(gpu, size))
    }
  }

  /// Three configurations with many rows, one with few.
  private static func observations(thin: Int) -> [LatencyObservation] {
    rows("slow", "small", count: 60, seed: 1)
      + rows("slow", "large", count: 60, seed: 2)
      + rows("fast", "small", count: 60, seed: 3)
      + rows("fast", "large", count: thin, seed: 4)
  }

  @Test func aThinConfigurationLearnsFromItsLabels() throws {
    for thin in [0, 1, 3] {
      let fit = try LatencyFitting().fitConfigurations(
        Self.observations(thin: thin))
      let latency = try fit.latency(for: Self.configuration("fast", "large"))
      let time = latency.cumulativeLatency(through: 150)
      #expect(abs(time / (1.5 * 3.05) - 1) < 0.05, "\(thin): \(time)")
      #expect(fit.entries.count == (thin > 0 ? 4 : 3))
      let isShared = fit.caveats.contains {
        $0
          == .pooledConfiguration(
            Self.configuration("fast", "large"), rows: thin)
      }
      #expect(isShared == (thin > 0))
    }
  }

  @Test func enoughRowsMakeAFitOfTheirOwn() throws {
    let fit = try LatencyFitting().fitConfigurations(
      Self.observations(thin: 60))
    for entry in fit.entries {
      #expect(!entry.isPooled && entry.rows == 60)
      let own = try LatencyFitting().fitIdentified(
        Self.observations(thin: 60)
          .filter { $0.configuration == entry.configuration })
      #expect(entry.latency == own.latency)
    }
    let decoded = try JSONDecoder().decode(
      ConfigurationLatencyFit.self, from: JSONEncoder().encode(fit))
    #expect(decoded == fit)
  }

  @Test func rowsHaveNoOrderAndTimesNoUnit() {
    property("shuffling changes nothing, scaling scales") { choices in
      let rows = Self.observations(thin: choices.int(1...9))
      let fit = try LatencyFitting().fitConfigurations(rows)
      var random = SplitMix64(seed: UInt64(choices.int(0...1000)))
      let shuffled = try LatencyFitting().fitConfigurations(
        rows.shuffled(using: &random))
      try requireEqual(shuffled, fit, "shuffled")
      let scaled = try LatencyFitting().fitConfigurations(
        rows.map {
          var row = $0
          row.decodeSeconds *= 4
          return row
        })
      for (first, second) in zip(fit.entries, scaled.entries) {
        try requireClose(
          second.latency.cumulativeLatency(through: 100),
          4 * first.latency.cumulativeLatency(through: 100),
          relative: 1e-9, absolute: 1e-12, "\(first.configuration)")
      }
    }
  }

  @Test func labelsNeverMeasuredAreRefused() throws {
    let fit = try LatencyFitting().fitConfigurations(
      Self.observations(thin: 2))
    #expect(throws: DecodeTimeError.unknownLabel("gpu=new")) {
      try fit.latency(for: Self.configuration("new", "small"))
    }
  }

  @Test func confoundedLabelsAreSaidSo() throws {
    let fit = try LatencyFitting().fitConfigurations(
      Self.rows("slow", "small", count: 20, seed: 1)
        + Self.rows("fast", "large", count: 3, seed: 2))
    let isAliased = fit.caveats.contains {
      if case .aliasedLabels = $0 { true } else { false }
    }
    #expect(isAliased)
    // Its own rows still tell its factor.
    let time = try fit.latency(for: Self.configuration("fast", "large"))
      .cumulativeLatency(through: 150)
    #expect(abs(time / (1.5 * 3.05) - 1) < 0.1)
  }

  @Test func otherSettingsAndTimesAreRefused() {
    let rows = Self.observations(thin: 2)
    #expect(throws: DecodeTimeError.self) {
      try LatencyFitting().fitConfigurations(rows, form: .saturating)
    }
    #expect(throws: DecodeTimeError.self) {
      try LatencyFitting().fitConfigurations(rows, minimumRows: 1)
    }
    for seconds in [0, -1, Double.nan, .infinity] {
      var bad = rows
      bad[5].decodeSeconds = seconds
      #expect(throws: DecodeTimeError.self) {
        try LatencyFitting().fitConfigurations(bad)
      }
    }
    #expect(throws: DecodeTimeError.self) {
      try LatencyFitting().fitConfigurations([])
    }
  }

  /// A column of request identifiers is no configuration, and cost minutes.
  @Test func moreLabelsThanTheLimitAreRefusedAtOnce() throws {
    let hosts = (0..<3000).map { host in
      LatencyObservation(
        tokens: 10, decodeSeconds: 0.2,
        configuration: ServingConfiguration(["gpu": "a", "host": "\(host)"]))
    }
    #expect(
      throws: DecodeTimeError.tooManyLabels(
        key: "host", count: 3000, limit: 500)
    ) { try LatencyFitting().fitConfigurations(hosts) }
    let rows = Self.observations(thin: 2)
    #expect(
      throws: DecodeTimeError.tooManyLabels(key: "gpu", count: 2, limit: 3)
    ) { try LatencyFitting().fitConfigurations(rows, maximumLabels: 3) }
    let fit = try LatencyFitting().fitConfigurations(rows, maximumLabels: 4)
    #expect(fit.entries.count == 4)
    let prefills = (0..<600).map { host in
      PrefillObservation(
        promptTokens: 10 + host, prefillSeconds: 0.1,
        configuration: ServingConfiguration(["host": "\(host)"]))
    }
    #expect(throws: DecodeTimeError.self) {
      try PrefillFitting().fit(prefills)
    }
  }
}
