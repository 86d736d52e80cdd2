import DecodeTimes
import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Risk with noise")
struct NoisyRiskTests {
  static let measures: [RiskMeasure] = [
    .mean, .valueAtRisk(level: 0.9), .conditionalValueAtRisk(level: 0.9),
    .meanPlusCVaR(weight: 1, level: 0.9), .expectile(level: 0.9),
    .entropic(aversion: 2),
    .spectral(
      .mixture([.init(level: 0.5, weight: 1), .init(level: 0.9, weight: 2)])),
    .spectral(.exponential(aversion: 3)), .spectral(.power(exponent: 3)),
  ]

  /// Every product of a length and a ratio, enumerated.
  @Test func measuresAreThoseOfTheMixture() {
    property("measures of the enumerated mixture", cases: 40) { choices in
      let weights = choices.array(1...6) { $0.double(in: 0.1...1) }
      let ratios = choices.array(1...4) { $0.double(in: 0.5...2) }.sorted()
      var table = LifeTable()
      for (place, weight) in weights.enumerated() {
        try table.record(
          length: 3 * place + 1, ending: .stopped, count: Int(weight * 100))
      }
      let time = TotalDecodeTime(
        try KaplanMeier(table),
        latency: try ConstantLatency(secondsPerToken: 1),
        cap: 20, noise: .empirical(ratios))
      var (values, masses) = ([Double](), [Double]())
      for row in table.rows {
        for ratio in ratios {
          values.append(ratio * Double(row.length))
          masses.append(Double(row.stopped))
        }
      }
      let law = try DiscreteLaw(values: values, weights: masses)
      for measure in Self.measures {
        try requireClose(
          try measure(time), try measure(law), relative: 1e-7, "\(measure)")
      }
      try requireClose(
        time.variance,
        zip(law.values, law.probabilities).reduce(0) {
          $0 + $1.1 * ($1.0 - law.mean) * ($1.0 - law.mean)
        }, relative: 1e-9, absolute: 1e-12)
    }
  }

  /// A log-normal noise between laws of its quantiles, below and above.
  @Test func logNormalMeasuresAreBracketed() throws {
    let noise = try LogNormalNoise(mean: -0.1, scale: 0.3, limit: 4)
    let law = DecodeTimeNoise.logNormal(noise)
    let time = TotalDecodeTime(
      try Geometric(p: 0.2), latency: try ConstantLatency(secondsPerToken: 0.1),
      cap: 30, noise: law)
    let cells = 4000
    var (low, high, masses) = ([Double](), [Double](), [Double]())
    let lengths = try Geometric(p: 0.2)
    for n in 1...30 {
      let mass = n < 30 ? exp(lengths.logMass(at: n)) : lengths.survival(at: 30)
      for cell in 0..<cells {
        let edges = [cell, cell + 1].map { edge in
          edge == 0
            ? exp(-0.1 - 1.2)
            : edge == cells
              ? exp(-0.1 + 1.2)
              : law.quantile(Double(edge) / Double(cells), tokens: n)
        }
        low.append(0.1 * Double(n) * edges[0])
        high.append(0.1 * Double(n) * edges[1])
        masses.append(mass)
      }
    }
    let below = try DiscreteLaw(values: low, weights: masses)
    let above = try DiscreteLaw(values: high, weights: masses)
    // Large aversions live in the outermost cells; a small one is bracketed.
    for measure in Self.measures.filter({ $0 != .entropic(aversion: 2) })
      + [.entropic(aversion: 0.2)]
    {
      let (found, least, most) = (
        try measure(time), try measure(below), try measure(above)
      )
      #expect(found >= least * (1 - 1e-9) && found <= most * (1 + 1e-9))
      #expect(most / least < 1.01)
      #expect(found.isFinite)
    }
  }

  @Test func noiseWithoutALimitHasNoEntropicRisk() throws {
    let time = TotalDecodeTime(
      try Geometric(p: 0.2), latency: try ConstantLatency(secondsPerToken: 0.1),
      cap: 30, noise: .logNormal(try LogNormalNoise(mean: 0, scale: 0.3)))
    #expect(try RiskMeasure.entropic(aversion: 1)(time) == .infinity)
    #expect(time.largest == .infinity)
  }

  /// A convex combination: between the mean and CVaR, and translated by what
  /// is added.
  @Test func meanPlusCVaRIsATime() throws {
    let time = TotalDecodeTime(
      try Geometric(p: 0.2), latency: try ConstantLatency(secondsPerToken: 0.1),
      cap: 30)
    let worst = time.conditionalValueAtRisk(0.9)
    for weight in [0, 0.5, 1, 20.0] {
      let measure = RiskMeasure.meanPlusCVaR(weight: weight, level: 0.9)
      let risk = try measure(time)
      #expect(
        abs(risk - (time.mean + weight * worst) / (1 + weight)) < 1e-12)
      #expect(abs(try measure(time, plus: 2) - risk - 2) < 1e-12)
    }
  }

  /// A tenth late is within 15 %, whatever the cap.
  ///
  /// Nine of ten answers have 10 tokens, the others 180; 400 ms hold 13 of
  /// 30 ms.
  @Test func aCapBeyondTheLongestAnswerChangesNothing() throws {
    var table = LifeTable()
    try table.record(length: 10, ending: .stopped, count: 90)
    try table.record(length: 180, ending: .stopped, count: 10)
    let time = TotalDecodeTime(
      try KaplanMeier(table),
      latency: try ConstantLatency(secondsPerToken: 0.03), cap: 180)
    let lenient = try ChanceConstraint(time, risk: 0.15)
    #expect(lenient.largestCap(budget: 0.4, through: 300) == 300)
    #expect(lenient.largestCap(budget: 0.4) == 180)
    #expect(lenient.largestCap(budget: 0.4, through: 100) == 100)
    let strict = try ChanceConstraint(time, risk: 0.05)
    #expect(strict.largestCap(budget: 0.4, through: 300) == 13)
  }
}
