import DecodeTimes
import LengthLaws
import TestSupport
import Testing

@Suite("Sums of decode times")
struct TimeSumTests {
  @Test func sumsAreBracketed() {
    property("limits hold the exact probability", cases: 60) { choices in
      let times = try (0..<choices.int(1...3)).map { _ in
        try budgetTime(&choices)
      }
      let sum = try TimeSum(times, cells: 4096)
      var outcomes: [(t: Double, p: Double)] = [(0, 1)]
      for time in times {
        outcomes = outcomes.flatMap { a in
          budgetAtoms(time).map { (a.t + $0.t, a.p * $0.p) }
        }
      }
      let t = choices.double(in: 0...2)
      let exact = outcomes.filter { $0.t > t }.reduce(0) { $0 + $1.p }
      let limits = sum.probability(exceeding: t)
      try require(
        limits.lower <= exact + 1e-13 && exact <= limits.upper + 1e-13,
        "\(exact) is not in \(limits)")
      let level = choices.double(in: 0.05...0.95)
      let quantile = try sum.quantile(level)
      var reached = 0.0
      let expected = outcomes.sorted { $0.t < $1.t }.first {
        reached += $0.p
        return reached >= level - 1e-12
      }
      let value = try #require(expected).t
      try require(
        quantile.lowerBound <= value * (1 + 1e-12)
          && value <= quantile.upperBound * (1 + 1e-12),
        "\(value) is not in \(quantile)")
      try require(
        quantile.upperBound - quantile.lowerBound
          <= 1 || times.count > 1, "the limits are far apart")
      try requireClose(
        sum.mean, outcomes.reduce(0) { $0 + $1.t * $1.p }, relative: 1e-10,
        absolute: 1e-12, "the mean")
    }
  }

  /// Sums of geometric lengths are negative binomial.
  @Test func geometricSumsAreNegativeBinomial() throws {
    let step = 0.02
    let one = TotalDecodeTime(
      try Geometric(p: 0.1),
      latency: try ConstantLatency(secondsPerToken: step),
      cap: 512)
    let sum = try TimeSum(Array(repeating: one, count: 8), cells: 1 << 16)
    let law = try NegativeBinomial(meanBeyondFirst: 72, size: 8)
    for tokens in [40, 80, 120, 160] {
      let exact = law.survival(at: tokens + 1 - 7)
      let limits = sum.probability(
        exceeding: step * (Double(tokens) + 0.5))
      #expect(limits.lower <= exact + 1e-10 && exact <= limits.upper + 1e-10)
      #expect(limits.upper - limits.lower < 0.05)
    }
    // Far out only the size of the rounding is known.
    #expect(sum.probability(exceeding: step * 1500).upper < 1e-9)
    #expect(sum.probability(exceeding: step * 8 * 512).upper == 0)
  }

  @Test func nonsenseIsRefused() throws {
    let one = TotalDecodeTime(
      try Geometric(p: 0.1), latency: try ConstantLatency(secondsPerToken: 1),
      cap: 4)
    #expect(throws: DecodeTimeError.self) { try TimeSum([]) }
    #expect(throws: DecodeTimeError.self) { try TimeSum([one], cells: 1) }
    let sum = try TimeSum([one])
    #expect(throws: DecodeTimeError.self) { try sum.quantile(1) }
    #expect(sum.probability(exceeding: .nan).lower == 1)
    #expect(sum.probability(exceeding: .infinity).upper == 0)
    #expect(sum.probability(exceeding: -1).lower == 1)
  }
}
