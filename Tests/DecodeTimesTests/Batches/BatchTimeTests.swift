import DecodeTimes
import LengthLaws
import TestSupport
import Testing

@Suite("Time of a batch")
struct BatchTimeTests {
  /// All outcomes of three answers, one after the other.
  @Test func completionIsThatOfTheLongest() {
    property("P(batch done by t), mean and quantiles by enumeration") {
      choices in
      let laws = try (0..<3).map { _ in
        try KaplanMeier(
          choices.lifeTable(1...5, longest: 6, endings: [.stopped]))
      }
      let cap = choices.int(1...7)
      let latency = try AffineLatency(
        intercept: choices.double(in: 0.01...0.1), slope: 0.002)
      let time = TotalDecodeTime(
        try LongestAnswer(of: laws), latency: latency, cap: cap)
      var masses = [Double](repeating: 0, count: cap + 1)
      for outcome in 0..<216 {
        let lengths = [outcome % 6 + 1, outcome / 6 % 6 + 1, outcome / 36 + 1]
        let longest = min(lengths.max() ?? 1, cap)
        masses[longest] += zip(laws, lengths).reduce(1) {
          $0 * $1.0.mass(at: $1.1)
        }
      }
      let mean = (1...cap).reduce(0) {
        $0 + masses[$1] * latency.cumulativeLatency(through: $1)
      }
      try requireClose(
        time.mean, mean, relative: 1e-10, absolute: 1e-12, "the mean")
      for n in 0..<cap {
        let late = masses[(n + 1)...].reduce(0, +)
        let seconds = latency.cumulativeLatency(through: n)
        try requireClose(
          time.probability(exceeding: seconds), late, relative: 1e-9,
          absolute: 1e-12, "P(T > L(\(n)))")
      }
    }
  }

  @Test func moreAnswersTakeLonger() {
    property("the longest grows with m, in law, mean and quantiles") {
      choices in
      let law = try KaplanMeier(
        choices.lifeTable(1...8, longest: 15, endings: [.stopped]))
      let (few, more) = (choices.int(1...50), choices.int(0...1000))
      let small = try LongestAnswer(of: law, count: few)
      let large = try LongestAnswer(of: law, count: few + more)
      for length in 1...16 {
        try require(
          large.survival(at: length) >= small.survival(at: length) - 1e-15,
          "S(\(length))")
      }
      try require(large.mean >= small.mean * (1 - 1e-12), "the mean")
      let level = choices.level()
      try require(
        large.quantile(level) >= small.quantile(level), "the quantile")
    }
  }

  /// The planted bug: the m-fold union of tails is no law of the longest.
  @Test func theUnionOfTailsIsFoundOut() {
    let found = counterexample(to: "P(max ≥ k) is m·S(k)") { choices in
      let law = try KaplanMeier(
        choices.lifeTable(1...5, longest: 6, endings: [.stopped]))
      let longest = try LongestAnswer(of: law, count: 3)
      for length in 2...6 {
        try requireClose(
          longest.survival(at: length), min(3 * law.survival(at: length), 1),
          relative: 1e-9, absolute: 1e-12, "S(\(length))")
      }
    }
    #expect(found != nil)
  }
}
