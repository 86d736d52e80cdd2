import DecodeStatistics
import Foundation
import TestSupport
import Testing

/// Inputs at the edge of what numbers hold, and files that contradict
/// themselves: no digit is lost, no promise broken and nothing traps.
@Suite("Extreme inputs")
struct ExtremeInputTests {
  @Test func cutAnswersDoNotHideRegretAgainstAnAverage() throws {
    // Each answer is cut at k; the expert that just did well says 0 next.
    var mixture = try ExpertMixture(levels: [0.5], expertCount: 2)
    let k = 100
    var (own, average) = (0.0, 0.0)
    for _ in 0..<2000 {
      let weights = mixture.weights(level: 0)
      let forecasts: [Double] =
        weights[0] >= weights[1] ? [0, 200] : [200, 0]
      let mixed = zip(weights, forecasts).reduce(0) { $0 + $1.0 * $1.1 }
      own += 0.5 * max(Double(k) - mixed, 0)
      average += 0.5 * max(Double(k) - 100, 0)
      mixture.learn(
        length: k, isCensored: true, forecasts: forecasts, mixed: [mixed])
    }
    #expect(own - average <= mixture.regretBound(level: 0) + 1e-9)
  }

  @Test func aversionsNearNoneAreTheMean() throws {
    let law = try DiscreteLaw(sample: [1, 2, 3])
    for aversion in [1e-3, 1e-8, 1e-12, 1e-16, 1e-300] {
      let risk = try RiskMeasure.entropic(aversion: aversion)(law)
      // 2 + θ·Var/2 + …
      #expect(abs(risk - (2 + aversion / 3)) < 1e-9 * 2)
    }
  }

  @Test func aversionsOnBothSidesOfTheSwitchAgree() throws {
    let law = try DiscreteLaw(sample: [1, 2, 4, 9])
    let (low, high) = (
      try RiskMeasure.entropic(aversion: 0.01 / 8 * (1 - 1e-9))(law),
      try RiskMeasure.entropic(aversion: 0.01 / 8 * (1 + 1e-9))(law)
    )
    #expect(abs(high / low - 1) < 1e-9)
  }

  @Test func weightsThatOverflowAreRefused() {
    #expect(throws: DecodeTimeError.self) {
      try RiskMeasure.spectral(
        .mixture([
          .init(level: 0, weight: 1e308), .init(level: 0.9, weight: 1e308),
        ]))(DiscreteLaw(sample: [1, 2]))
    }
  }

  @Test func theLongestLengthsHaveProbabilities() throws {
    var table = LifeTable()
    try table.record(length: .max, ending: .stopped)
    try table.record(length: 3, ending: .stopped)
    let curve = try KaplanMeier(table)
    #expect(curve.logMass(at: .max) <= 0)
    let longest = try LongestAnswer(of: curve, count: 2)
    #expect(longest.logMass(at: .max) <= 0)
  }

  @Test func plansCountWholeAnswers() throws {
    // 100 · (1 − 0.34) is 65.99… in binary.
    let plan = try BoundPlan(
      observations: 100, level: 0.6, confidence: 0.6, cappedShare: 0.34)
    let other = try BoundPlan(
      observations: 100, level: 0.6, confidence: 0.6, cappedShare: 0.335)
    #expect(plan.entries.count == other.entries.count)
    #expect(throws: BoundError.self) {
      try BoundPlan(
        observations: .max, level: 0.5, confidence: 0.5, cappedShare: 0)
    }
  }

  @Test func regressionsThatContradictThemselvesAreRefused() throws {
    var sample = RegressionSample(featureNames: ["x"])
    for place in 0..<30 {
      try sample.record(
        features: [Double(place)], length: 10 + place % 3, ending: .stopped)
    }
    // Spread less than a Poisson's: an infinite size.
    let fit = try NegativeBinomialRegression.fit(sample)
    #expect(fit.size == .infinity)
    let data = try JSONEncoder().encode(fit)
    #expect(
      try JSONDecoder().decode(NegativeBinomialRegression.self, from: data)
        == fit)
    let line = try QuantileRegression.fit(sample, level: 0.5)
    for text in [
      String(decoding: data, as: UTF8.self),
      String(decoding: try JSONEncoder().encode(line), as: UTF8.self),
    ] {
      let planted = text.replacing(
        /"coefficients":\[[^\]]*\]/, with: "\"coefficients\":[]")
      #expect(planted != text)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          NegativeBinomialRegression.self, from: Data(planted.utf8))
      }
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          QuantileRegression.self, from: Data(planted.utf8))
      }
    }
  }

  @Test func embeddingsThatAreNoNumbersAreRefused() throws {
    var random = SplitMix64(seed: 3)
    let rows = (0..<40).map { _ in
      PrefillObservation(
        promptTokens: 1 + Int(500 * random.unit()),
        prefillSeconds: 0.1 + random.unit(),
        embedding: [random.unit(), random.unit()])
    }
    let model = try PrefillFitting(
      features: .embedding(
        dimension: 1, projection: .principalComponents, ridge: 0)
    ).fit(rows).model
    #expect(throws: DecodeTimeError.self) {
      try model.predict(promptTokens: 100, embedding: [.nan, 0])
    }
  }

  @Test func gridsThatDoNotAscendAreRefused() {
    var settings = ConditionalLengthSettings()
    settings.cellBits = [2, 0]
    #expect(throws: LengthLawError.self) {
      try ConditionalLengthModel(settings)
    }
    settings.cellBits = [0, 2]
    settings.continuation?.cellBits = [1, 1]
    #expect(throws: LengthLawError.self) {
      try ConditionalLengthModel(settings)
    }
    settings.continuation?.cellBits = [0]
    settings.continuation?.memory = 0
    #expect(throws: LengthLawError.self) {
      try ConditionalLengthModel(settings)
    }
  }
}
