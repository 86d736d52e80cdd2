import DecodeTimes
import LengthLaws
import RealModule
import TestSupport
import Testing

/// One measure of each kind, with levels from the choices.
private func measures(_ choices: inout Choices) -> [RiskMeasure] {
  let level = choices.double(in: 0.5...0.99)
  return [
    .mean, .conditionalValueAtRisk(level: level),
    .meanPlusCVaR(weight: choices.double(in: 0...3), level: level),
    .expectile(level: level),
    .spectral(.exponential(aversion: choices.double(in: 0.1...20))),
    .spectral(.power(exponent: choices.double(in: 1...9))),
    .spectral(
      .mixture([
        .init(level: 0, weight: 1), .init(level: level, weight: 2),
      ])),
    .valueAtRisk(level: level),
    .entropic(aversion: choices.double(in: 0.01...1)),
  ]
}

/// Those of `measures` that are subadditive for all pairs.
private let coherentCount = 7

/// A joint law of two amounts, as equally likely outcomes.
private func outcomes(
  _ choices: inout Choices
) -> [(x: Double, y: Double)] {
  (0..<choices.int(1...8)).map { _ in
    (Double(choices.int(0...20)), Double(choices.int(0...20)))
  }
}

@Suite("Risk measures")
struct RiskMeasureTests {
  @Test func coherentMeasuresAreSubadditive() {
    property("two together risk no more than one and one") { choices in
      let pairs = outcomes(&choices)
      let (x, y, sum) = try (
        DiscreteLaw(sample: pairs.map(\.x)),
        DiscreteLaw(sample: pairs.map(\.y)),
        DiscreteLaw(sample: pairs.map { $0.x + $0.y })
      )
      for measure in measures(&choices).prefix(coherentCount) {
        let (apart, together) = try (measure(x) + measure(y), measure(sum))
        try require(
          together <= apart + 1e-9, "\(measure): \(together) > \(apart)")
      }
    }
  }

  /// The planted bug: value at risk is no coherent measure.
  @Test func valueAtRiskIsNotSubadditive() {
    let found = counterexample(to: "VaR is subadditive", cases: 500) {
      choices in
      let pairs = outcomes(&choices)
      let measure = RiskMeasure.valueAtRisk(level: 0.7)
      let apart =
        try measure(DiscreteLaw(sample: pairs.map(\.x)))
        + measure(DiscreteLaw(sample: pairs.map(\.y)))
      let together = try measure(DiscreteLaw(sample: pairs.map { $0.x + $0.y }))
      try require(together <= apart, "\(together) > \(apart)")
    }
    #expect(found != nil)
  }

  @Test func theyAreMonotoneAndMoveWithTheAmount() {
    property("monotone, translated, scaled") { choices in
      let pairs = outcomes(&choices)
      let (shift, scale) = (
        choices.double(in: 0...9), choices.double(in: 0.1...5)
      )
      let law = try DiscreteLaw(sample: pairs.map(\.x))
      let larger = try DiscreteLaw(sample: pairs.map { $0.x + $0.y })
      let shifted = try DiscreteLaw(sample: pairs.map { $0.x + shift })
      let scaled = try DiscreteLaw(sample: pairs.map { scale * $0.x })
      for measure in measures(&choices) {
        let value = try measure(law)
        try require(try measure(larger) >= value - 1e-9, "\(measure) falls")
        try requireClose(
          try measure(shifted), value + shift, relative: 1e-9, absolute: 1e-9,
          "\(measure) shifted")
        if case .entropic = measure { continue }
        try requireClose(
          try measure(scaled), scale * value, relative: 1e-9, absolute: 1e-9,
          "\(measure) scaled")
      }
    }
  }

  @Test func theyAreOrdered() {
    property("mean ≤ entropic ≤ largest; VaR ≤ CVaR; both rise") { choices in
      let law = try DiscreteLaw(sample: outcomes(&choices).map(\.x))
      let largest = try #require(law.values.last)
      var (entropic, risk, expectile) = (law.mean, law.mean, law.mean)
      for (aversion, level) in [(0.1, 0.6), (1, 0.8), (30, 0.99)] {
        let next = try RiskMeasure.entropic(aversion: aversion)(law)
        try require(
          next >= entropic - 1e-9 && next <= largest + 1e-9, "entropic")
        entropic = next
        let cvar = try RiskMeasure.conditionalValueAtRisk(level: level)(law)
        let quantile = try RiskMeasure.valueAtRisk(level: level)(law)
        try require(cvar >= max(quantile, risk) - 1e-9, "CVaR at \(level)")
        risk = cvar
        let balanced = try RiskMeasure.expectile(level: level)(law)
        try require(
          balanced >= expectile - 1e-9 && balanced <= largest + 1e-9,
          "expectile at \(level)")
        expectile = balanced
      }
    }
  }

  @Test func valuesAreThoseOfTheDefinitions() {
    property("values are those of the definitions") { choices in
      let sample = outcomes(&choices).map(\.x)
      let law = try DiscreteLaw(sample: sample)
      let count = Double(sample.count)
      func mean(_ value: (Double) -> Double) -> Double {
        sample.reduce(0) { $0 + value($1) / count }
      }
      let level = choices.double(in: 0.05...0.95)
      // Rockafellar and Uryasev.
      let least = sample.map { x in
        x + mean { max($0 - x, 0) } / (1 - level)
      }.min()
      try requireClose(
        try RiskMeasure.conditionalValueAtRisk(level: level)(law),
        try #require(least), relative: 1e-10, absolute: 1e-10, "CVaR")
      let expectile = try RiskMeasure.expectile(level: level)(law)
      try requireClose(
        level * mean { max($0 - expectile, 0) },
        (1 - level) * mean { max(expectile - $0, 0) }, relative: 1e-9,
        absolute: 1e-10, "the expectile's balance")
      try requireClose(
        try RiskMeasure.entropic(aversion: level)(law),
        Double.log(mean { Double.exp(level * $0) }) / level, relative: 1e-10,
        absolute: 1e-10, "entropic")
      try requireClose(
        try RiskMeasure.spectral(
          .mixture([.init(level: level, weight: 3)]))(law),
        try RiskMeasure.conditionalValueAtRisk(level: level)(law),
        relative: 1e-10, absolute: 1e-10, "a spectrum of one level")
      // The mean of the largest of three draws.
      var largest = 0.0
      for a in sample {
        for b in sample { for c in sample { largest += max(a, b, c) } }
      }
      try requireClose(
        try RiskMeasure.spectral(.power(exponent: 3))(law),
        largest / (count * count * count), relative: 1e-10, absolute: 1e-10,
        "the largest of three")
    }
  }

  @Test func timesAndLengthsAgreeWithTheirAtoms() {
    property("compiled times risk what their atoms do") { choices in
      var table = LifeTable()
      for answer in choices.answers(1...9, longest: 15, endings: [.stopped]) {
        try table.record(
          length: answer.length, ending: .stopped, count: answer.count + 1)
      }
      let law = try KaplanMeier(table)
      let latency = try AffineLatency(
        intercept: choices.double(in: 0.01...1), slope: 0.1)
      let time = TotalDecodeTime(law, latency: latency, cap: 15)
      let masses = (1...15).map { law.mass(at: $0) }
      let atoms = try DiscreteLaw(
        values: (1...15).map { latency.cumulativeLatency(through: $0) },
        weights: masses)
      let lengths = try DiscreteLaw(
        values: (1...15).map(Double.init), weights: masses)
      for measure in measures(&choices) {
        try requireClose(
          try measure(time), try measure(atoms), relative: 1e-9,
          absolute: 1e-9, "\(measure) of the time")
        try requireClose(
          try measure(lengths: law), try measure(lengths), relative: 1e-9,
          absolute: 1e-9, "\(measure) of the length")
      }
    }
  }

  @Test func oraclesAreMet() throws {
    for row in try #require(
      Reference.oracle("cvar_geometric_closed_form").expected.array)
    {
      let law = try Geometric(p: try #require(row[0]?.double))
      let level = try #require(row[1]?.double)
      #expect(
        try RiskMeasure.valueAtRisk(level: level)(lengths: law)
          == row[2]?.double)
      let risk = try RiskMeasure.conditionalValueAtRisk(level: level)(
        lengths: law)
      #expect(abs(risk - (try #require(row[3]?.double))) < 1e-9)
    }
    let entropic = try #require(
      Reference.oracle("entropic_risk_geometric").expected.double)
    let geometric = try Geometric(p: 0.01)
    let value = try RiskMeasure.entropic(aversion: 0.005)(lengths: geometric)
    #expect(abs(value - entropic) < 1e-8)
    // q e^θ = 1 is where the moment begins to diverge.
    let edge = -Double.log(onePlus: -0.01)
    for aversion in [edge, 0.0101, 1] {
      #expect(
        try RiskMeasure.entropic(aversion: aversion)(lengths: geometric)
          == .infinity)
    }
    #expect(
      try RiskMeasure.entropic(aversion: 0.999 * edge)(lengths: geometric)
        < .infinity)
    // The support starts at 0 there, and at 1 here.
    let negative = try NegativeBinomial(
      meanBeyondFirst: 2 * 0.99 / 0.01, size: 2)
    #expect(
      try RiskMeasure.valueAtRisk(level: 0.95)(lengths: negative) == 472)
    let tail = try RiskMeasure.conditionalValueAtRisk(level: 0.95)(
      lengths: negative)
    #expect(abs(tail - 588.8326872311836) < 1e-6)
  }

  @Test func heavyTailsHaveNoFiniteMoment() throws {
    let heavy = try Zeta(alpha: 1.5)
    #expect(
      try RiskMeasure.conditionalValueAtRisk(level: 0.9)(lengths: heavy)
        == .infinity)
    #expect(
      try RiskMeasure.entropic(aversion: 1e-3)(
        lengths: DiscreteLogNormal(mu: 3, sigma: 1)) == .infinity)
    var table = LifeTable()
    try table.record(length: 5, ending: .stopped, count: 9)
    try table.record(length: 7, ending: .capped)
    let hidden = try KaplanMeier(table)
    #expect(
      try RiskMeasure.valueAtRisk(level: 0.95)(lengths: hidden) == .infinity)
    #expect(try RiskMeasure.valueAtRisk(level: 0.5)(lengths: hidden) == 5)
    #expect(
      try RiskMeasure.expectile(level: 0.9)(lengths: hidden) == .infinity)
  }

  @Test func nonsenseIsRefused() throws {
    let law = try DiscreteLaw(sample: [1, 2])
    for measure: RiskMeasure in [
      .valueAtRisk(level: 1), .conditionalValueAtRisk(level: .nan),
      .expectile(level: 0), .entropic(aversion: 0),
      .meanPlusCVaR(weight: -1, level: 0.5), .spectral(.mixture([])),
      .spectral(.power(exponent: 0.5)),
      .spectral(.exponential(aversion: .infinity)),
      .spectral(.mixture([.init(level: 1, weight: 1)])),
    ] {
      #expect(throws: DecodeTimeError.self) { try measure(law) }
    }
    #expect(throws: DecodeTimeError.self) { try DiscreteLaw(sample: []) }
    #expect(throws: DecodeTimeError.self) { try DiscreteLaw(sample: [-1]) }
    #expect(throws: DecodeTimeError.self) {
      try DiscreteLaw(values: [1, .nan], weights: [1, 1])
    }
    #expect(throws: DecodeTimeError.self) {
      try DiscreteLaw(values: [1], weights: [1, 1])
    }
  }
}
