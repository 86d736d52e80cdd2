import DecodeTimes
import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Prefill models")
struct PrefillTests {
  static let fast = ServingConfiguration(["gpu": "h100", "tp": "2"])
  static let slow = ServingConfiguration(["gpu": "a100", "tp": "2"])

  static let features: [PrefillFeatures] = [
    .count, .rootAndSquare, .publishedBuckets, .quantileBuckets(4),
    .embedding(
      dimension: 2, projection: .random(seed: 1), ridge: 0.001),
    .embedding(dimension: 2, projection: .principalComponents, ridge: 0.1),
  ]

  /// Prompts of 1 … 200 tokens on two configurations, with noise and an
  /// embedding of 3 numbers whose first one costs time.
  static func rows(
    _ choices: inout Choices, noise: Double = 0.02, effect: Double = 0
  ) -> [PrefillObservation] {
    (0..<80).map { index in
      let p = 5 + (index / 2) * 5
      let isFast = index % 2 == 0
      let embedding = (0..<3).map { _ in choices.double(in: -1...1) }
      let base = isFast ? 0.005 + 1e-4 * Double(p) : 0.02 + 1e-4 * Double(p)
      return PrefillObservation(
        promptTokens: p,
        prefillSeconds: base * (1 + noise * (choices.unit() - 0.5))
          + effect * (embedding[0] + 1),
        configuration: isFast ? fast : slow, embedding: embedding)
    }
  }

  @Test func linesAreFoundAgain() throws {
    var choices = Choices(seed: 1)
    let rows = Self.rows(&choices, noise: 0)
    for pooling in PrefillPooling.allCases {
      let fit = try PrefillFitting(pooling: pooling).fit(rows)
      #expect(try #require(fit.report.overall.rSquared) > 1 - 1e-12)
      let prediction = try fit.model.predict(
        promptTokens: 300, configuration: Self.slow)
      #expect(abs(prediction.seconds - 0.05) < 1e-10)
      #expect(prediction.isPooled == (pooling == .additive))
      let copy = try JSONDecoder().decode(
        PrefillFit.self, from: JSONEncoder().encode(fit))
      #expect(copy == fit)
    }
  }

  @Test(arguments: features)
  func unitsScaleAndOrderDoesNotMatter(features: PrefillFeatures) {
    property("prefill equivariance of \(features)", cases: 6) { choices in
      let rows = Self.rows(&choices)
      let fitting = PrefillFitting(
        features: features,
        pooling: choices.element(of: PrefillPooling.allCases))
      let fit = try fitting.fit(rows)
      try requireEqual(try fitting.fit(choices.shuffled(rows)), fit)
      let scaled = rows.map { row in
        var row = row
        row.prefillSeconds *= 1024
        return row
      }
      let large = try fitting.fit(scaled)
      for row in rows {
        let small = try fit.model.predict(
          promptTokens: row.promptTokens, configuration: row.configuration,
          embedding: row.embedding)
        let other = try large.model.predict(
          promptTokens: row.promptTokens, configuration: row.configuration,
          embedding: row.embedding)
        try requireClose(other.seconds, small.seconds * 1024, relative: 1e-8)
      }
    }
  }

  /// New rows of the same law, normal noise: 90 % intervals hold between what
  /// 1e-9 allows in 200 trials; without the noise of the next row about half
  /// of them would.
  @Test func predictionIntervalsCover() throws {
    var choices = Choices(seed: 11)
    func normal() -> Double {
      let radius = (-2 * log(1 - choices.unit() * 0.999_999)).squareRoot()
      return radius * cos(2 * .pi * choices.unit())
    }
    func row() -> PrefillObservation {
      let p = choices.int(1...500)
      return PrefillObservation(
        promptTokens: p,
        prefillSeconds: 0.1 + 1e-4 * Double(p) + 0.005 * normal())
    }
    var (inside, planted) = (0, 0)
    for _ in 0..<200 {
      let model = try PrefillFitting().fit((0..<8).map { _ in row() }).model
      let next = row()
      let prediction = try model.predict(
        promptTokens: next.promptTokens, level: 0.9)
      let lower = try #require(prediction.lowerSeconds)
      let upper = try #require(prediction.upperSeconds)
      inside += (lower...upper).contains(next.prefillSeconds) ? 1 : 0
      // The planted bug: intervals of half the width.
      let error = abs(next.prefillSeconds - prediction.seconds)
      planted += error <= (upper - prediction.seconds) / 2 ? 1 : 0
    }
    let tail = BinomialTail(trials: 200, probability: 0.9)
    #expect(inside >= tail.smallestPlausibleCount(falseAlarm: 1e-9))
    #expect(planted < tail.smallestPlausibleCount(falseAlarm: 1e-9))
    #expect(inside <= tail.largestPlausibleCount(falseAlarm: 1e-9))
  }

  @Test func aThinConfigurationIsPooled() throws {
    var choices = Choices(seed: 2)
    var rows = Self.rows(&choices)
    let thin = ServingConfiguration(["gpu": "l4", "tp": "2"])
    rows.append(
      PrefillObservation(
        promptTokens: 100, prefillSeconds: 0.5, configuration: thin))
    let fit = try PrefillFitting().fit(rows)
    #expect(fit.report.caveats.contains(.pooledConfiguration(thin, rows: 1)))
    let there = try fit.model.predict(promptTokens: 100, configuration: thin)
    #expect(there.isPooled)
    #expect(abs(there.seconds - 0.5) < 1e-9)
    #expect(
      throws: DecodeTimeError.tooFewObservations(
        count: 1, needed: 6, of: "rows of gpu=l4,tp=2")
    ) {
      try PrefillFitting(pooling: .separate).fit(rows)
    }
    #expect(throws: DecodeTimeError.unknownLabel("gpu=t4")) {
      try fit.model.predict(
        promptTokens: 1,
        configuration: ServingConfiguration(["gpu": "t4", "tp": "2"]))
    }
  }

  @Test func labelsThatOthersDetermineAreLeftOut() throws {
    var choices = Choices(seed: 3)
    let rows = Self.rows(&choices).map { row in
      var row = row
      let gpu = row.configuration.labels["gpu"] ?? ""
      row.configuration = ServingConfiguration([
        "gpu": gpu, "site": gpu + "-site",
      ])
      return row
    }
    let fit = try PrefillFitting(pooling: .additive).fit(rows)
    #expect(fit.report.caveats.contains(.aliasedLabels(["site=h100-site"])))
    #expect(try #require(fit.report.overall.rSquared) > 0.98)
  }

  @Test func badRowsAreNamed() throws {
    var choices = Choices(seed: 4)
    let good = Self.rows(&choices)
    func refused(
      _ error: DecodeTimeError, features: PrefillFeatures = .count,
      _ change: (inout PrefillObservation) -> Void
    ) {
      var rows = good
      change(&rows[7])
      #expect(throws: error) {
        try PrefillFitting(features: features).fit(rows)
      }
    }
    refused(.timeOutOfRange(row: 7, seconds: 0)) { $0.prefillSeconds = 0 }
    refused(.timeOutOfRange(row: 7, seconds: -2)) { $0.prefillSeconds = -2 }
    refused(.countOutOfRange(row: 7, name: "prompt tokens", value: 0)) {
      $0.promptTokens = 0
    }
    var rows = good
    rows[7].prefillSeconds = .nan
    #expect(throws: DecodeTimeError.self) { try PrefillFitting().fit(rows) }
    rows = good
    rows[7].embedding = nil
    #expect(throws: DecodeTimeError.self) {
      try PrefillFitting(features: Self.features[4]).fit(rows)
    }
    #expect(throws: DecodeTimeError.noObservations) {
      try PrefillFitting().fit([])
    }
    let alike = good.map { row in
      var row = row
      row.promptTokens = 10
      return row
    }
    let same = try PrefillFitting().fit(alike)
    #expect(same.report.caveats.contains(.onePromptLength(10)))
    let mean =
      alike.reduce(0) { $0 + $1.prefillSeconds } / Double(alike.count)
    for tokens in [1, 10, 5000] {
      let prediction = try same.model.predict(
        promptTokens: tokens, configuration: alike[0].configuration)
      #expect(prediction.seconds.isFinite && prediction.seconds > 0)
      if same.report.entries.count == 1 {
        #expect(abs(prediction.seconds / mean - 1) < 1e-9)
      }
    }
    let milliseconds = good.map { row in
      var row = row
      row.prefillSeconds *= 1e6
      return row
    }
    #expect(
      try PrefillFitting().fit(milliseconds).report.caveats.contains {
        if case .unitLooksWrong = $0 { true } else { false }
      })
  }

  @Test func principalComponentsFindTheDirection() throws {
    var choices = Choices(seed: 6)
    // One direction carries the spread and the time.
    let rows = (0..<60).map { index in
      let x = choices.double(in: -1...1)
      return PrefillObservation(
        promptTokens: 10 + index % 20, prefillSeconds: 0.1 + 0.02 * x,
        embedding: [3 * x, 1e-3 * choices.unit(), 4 * x, 7])
    }
    let fit = try PrefillFitting(
      features: .embedding(
        dimension: 1, projection: .principalComponents, ridge: 0)
    ).fit(rows)
    #expect(try #require(fit.report.overall.rSquared) > 1 - 1e-6)
    #expect(PrefillObservation.meanPooled([[1, 2], [3, 6]]) == [2, 4])
    #expect(PrefillObservation.meanPooled([]) == [])
  }

  /// A time that is always the same comes after a prefill that is.
  @Test func aFixedPrefillIsAddedToAFixedTime() throws {
    var table = LifeTable()
    try table.record(length: 10, ending: .stopped, count: 50)
    let time = TotalDecodeTime(
      try KaplanMeier(table),
      latency: try ConstantLatency(secondsPerToken: 0.1),
      cap: 10)
    for seconds in time.quantiles(
      [0.1, 0.5, 0.99], after: PrefillLaw(seconds: 0.5))
    {
      #expect(abs(seconds - 1.5) < 1e-12)
    }
  }
}
