import DecodeTimes
import LengthLaws
import TestSupport
import Testing

@Suite("Total decode time")
struct TotalDecodeTimeTests {
  /// A law with few lengths, so that everything can be summed by hand.
  struct Case {
    var masses: [Double]
    var latency: AffineLatency
    var cap: Int
    var convention: DecodeStepConvention
    var time: TotalDecodeTime

    init(_ choices: inout Choices) throws {
      var table = LifeTable()
      for answer in choices.answers(1...12, longest: 15, endings: [.stopped]) {
        try table.record(
          length: answer.length, ending: .stopped, count: answer.count + 1)
      }
      let law = try KaplanMeier(table)
      cap = choices.int(1...20)
      latency = try AffineLatency(
        intercept: choices.double(in: 0.001...0.1),
        slope: choices.double(in: 0...0.01))
      convention = choices.element(of: DecodeStepConvention.allCases)
      masses = (1...20).map { law.mass(at: $0) }
      time = TotalDecodeTime(
        law, latency: latency, cap: cap, convention: convention)
    }

    /// The values of T after `generated` tokens with their probabilities.
    func law(after generated: Int, cap: Int) -> [(t: Double, p: Double)] {
      func time(_ n: Int) -> Double {
        convention.decodeTime(latency, tokens: n)
      }
      let left = masses.indices.filter { $0 + 1 > generated }
      let total = left.reduce(0) { $0 + masses[$1] }
      guard total > 0, generated < cap else { return [(0, 1)] }
      return left.map {
        (time(min($0 + 1, cap)) - time(generated), masses[$0] / total)
      }
    }
  }

  @Test func momentsAreSumsOverTheLaw() {
    property("mean, variance and tokens are sums over the law") { choices in
      let test = try Case(&choices)
      let generated = choices.int(0...16)
      let cap = choices.int(1...20)
      let view = test.time.capped(at: cap).remaining(after: generated)
      if view.isBeyondTheData {
        try require(
          view.mean.isNaN && view.variance.isNaN && view.meanTokens.isNaN,
          "what is unknown has no mean")
        return
      }
      let law = test.law(after: generated, cap: min(cap, test.cap))
      let mean = law.reduce(0) { $0 + $1.p * $1.t }
      let variance = law.reduce(0) { $0 + $1.p * ($1.t - mean) * ($1.t - mean) }
      try requireClose(
        view.mean, mean, relative: 1e-10, absolute: 1e-12, "the mean")
      try requireClose(
        view.variance, variance, relative: 1e-8, absolute: 1e-13,
        "the variance")
    }
  }

  @Test func tailsAndQuantilesAreThoseOfTheLaw() {
    property("P(T > t), quantiles and CVaR are those of the law") { choices in
      let test = try Case(&choices)
      let generated = choices.int(0...16)
      let view = test.time.remaining(after: generated)
      guard !view.isBeyondTheData else { return }
      let law = test.law(after: generated, cap: test.cap)
      let t = choices.double(in: 0...1)
      try requireClose(
        view.probability(exceeding: t),
        law.filter { $0.t > t }.reduce(0) { $0 + $1.p },
        relative: 1e-10, absolute: 1e-14, "P(T > \(t))")
      let level = choices.double(in: 0.01...0.99)
      let quantile = view.quantile(level)
      let sorted = law.sorted { $0.t < $1.t }
      var reached = 0.0
      let expected = sorted.first {
        reached += $0.p
        return reached >= level - 1e-12
      }
      try requireClose(
        quantile, expected?.t ?? 0, relative: 1e-10, absolute: 1e-14,
        "the quantile")
      // Rockafellar and Uryasev: CVaR is the least of z + E[(T − z)⁺]/(1 − q).
      let risk =
        law.map { candidate -> Double in
          var excess = 0.0
          for other in law { excess += other.p * max(other.t - candidate.t, 0) }
          return candidate.t + excess / (1 - level)
        }.min() ?? 0
      try requireClose(
        view.conditionalValueAtRisk(level), risk, relative: 1e-9,
        absolute: 1e-12, "CVaR")
    }
  }

  @Test func quantileAndProbabilityAreAGaloisConnection() {
    property("quantile(q) ≤ t where P(T ≤ t) ≥ q") { choices in
      let test = try Case(&choices)
      let level = choices.double(in: 0.01...0.99)
      let t = choices.double(in: 0...1)
      let reaches = 1 - test.time.probability(exceeding: t) >= level
      try requireEqual(test.time.quantile(level) <= t, reaches, "quantile ≤ t")
    }
  }

  @Test func residualOfAResidualAddsAges() {
    property("waiting in two steps is waiting once") { choices in
      let test = try Case(&choices)
      let (first, more) = (choices.int(0...10), choices.int(0...10))
      let once = test.time.remaining(after: first + more)
      let twice = test.time.remaining(after: first).remaining(
        after: first + more)
      try requireEqual(
        once.mean.bitPattern, twice.mean.bitPattern, "the mean")
      try requireEqual(
        once.quantile(0.9).bitPattern, twice.quantile(0.9).bitPattern, "P90")
    }
  }

  @Test func meanIsConcaveInTheCap() {
    property("E[min(N, c)] grows by S(c + 1), ever less") { choices in
      let test = try Case(&choices)
      let means = (1...max(test.cap, 2)).map {
        test.time.capped(at: $0).meanTokens
      }
      for index in 1..<max(test.cap, 2) where index + 1 < means.count {
        let (left, right) = (
          means[index] - means[index - 1], means[index + 1] - means[index]
        )
        try require(right <= left + 1e-12, "grows more at cap \(index + 2)")
      }
    }
  }

  @Test func timeUnitsScaleEverything() {
    property("a clock ten times as fast") { choices in
      var copy = choices
      let test = try Case(&choices)
      let slow = try Case(&copy)
      let latency = try AffineLatency(
        intercept: 10 * test.latency.intercept, slope: 10 * test.latency.slope)
      var table = LifeTable()
      for (index, mass) in test.masses.enumerated() {
        try table.record(
          length: index + 1, ending: .stopped, count: Int(mass * 1e6))
      }
      guard !table.isEmpty else { return }
      let law = try KaplanMeier(table)
      let one = TotalDecodeTime(law, latency: slow.latency, cap: slow.cap)
      let ten = TotalDecodeTime(law, latency: latency, cap: test.cap)
      try requireClose(ten.mean, 10 * one.mean, relative: 1e-12, "the mean")
      try requireClose(
        ten.conditionalValueAtRisk(0.9), 10 * one.conditionalValueAtRisk(0.9),
        relative: 1e-12, "CVaR")
    }
  }

  @Test func oraclesAreMet() throws {
    let geometric = try Geometric(p: 0.01)
    let unit = try ConstantLatency(secondsPerToken: 1)
    let capped = TotalDecodeTime(geometric, latency: unit, cap: 256)
    #expect(abs(capped.mean - 92.368_501_609_340_63) < 1e-10)
    let affine = try AffineLatency(intercept: 0.02, slope: 1e-5)
    let long = TotalDecodeTime(geometric, latency: affine, cap: 8000)
    #expect(abs(long.mean - 2.1) < 1e-10)
    let rows = try #require(
      Reference.oracle("cvar_geometric_closed_form").expected.array)
    for row in rows {
      let (p, level) = (
        try #require(row[0]?.double), try #require(row[1]?.double)
      )
      let time = TotalDecodeTime(
        try Geometric(p: p), latency: unit, cap: 8000)
      #expect(time.quantileTokens(level) == row[2]?.int)
      let expected = try #require(row[3]?.double)
      #expect(abs(time.conditionalValueAtRisk(level) - expected) < 1e-9)
    }
    let negative = try NegativeBinomial(meanBeyondFirst: 198, size: 2)
    let time = TotalDecodeTime(negative, latency: unit, cap: 20_000)
    #expect(time.quantileTokens(0.95) == 472)
    #expect(
      abs(time.conditionalValueAtRisk(0.95) - 588.832_687_231_183_6) < 1e-6)
  }

  @Test func geometricIsMemoryless() throws {
    let time = TotalDecodeTime(
      try Geometric(p: 0.05),
      latency: try ConstantLatency(secondsPerToken: 0.04), cap: 20_000)
    for generated in [1, 10, 300, 2000] {
      let rest = time.remaining(after: generated)
      #expect(abs(rest.mean - time.mean) < 1e-9)
      #expect(abs(rest.quantile(0.95) - time.quantile(0.95)) < 1e-9)
    }
  }

  @Test func nothingRemainsAfterTheEnd() throws {
    var table = LifeTable()
    try table.record(length: 5, ending: .stopped)
    let time = TotalDecodeTime(
      try KaplanMeier(table),
      latency: try ConstantLatency(secondsPerToken: 1), cap: 9)
    for generated in [5, 8] {
      let rest = time.remaining(after: generated)
      #expect(rest.isOver && rest.isBeyondTheData)
      #expect(rest.mean.isNaN && rest.variance.isNaN)
      #expect(rest.quantile(0.99).isNaN)
      #expect(rest.probability(exceeding: 0).isNaN)
      #expect(rest.conditionalValueAtRisk(0.5).isNaN)
    }
    for generated in [9, 10, Int.max] {
      let rest = time.remaining(after: generated)
      #expect(rest.isOver && !rest.isBeyondTheData)
      #expect(rest.isBeyondTheData(underCap: nil))
      #expect(rest.mean == 0 && rest.variance == 0)
      #expect(rest.quantile(0.99) == 0)
      #expect(rest.probability(exceeding: 0) == 0)
      #expect(rest.conditionalValueAtRisk(0.5) == 0)
    }
  }

  @Test func sevenStepsOf50MillisecondsAre350() throws {
    var table = LifeTable()
    try table.record(length: 7, ending: .stopped)
    let time = TotalDecodeTime(
      try KaplanMeier(table),
      latency: try ConstantLatency(secondsPerToken: 0.05), cap: 7)
    #expect(time.probability(exceeding: 0.35) == 0)
  }
}
