import DecodeTimes
import LengthLaws
import RealModule
import TestSupport
import Testing

private func law(
  _ choices: inout Choices, longest: Int
) throws -> KaplanMeier {
  var table = LifeTable()
  for answer in choices.answers(1...6, longest: longest, endings: [.stopped]) {
    try table.record(
      length: answer.length, ending: .stopped, count: answer.count + 1)
  }
  return try KaplanMeier(table)
}

@Suite("Laws of batches")
struct BatchLawTests {
  @Test func residualsObeyTheLaws() throws {
    try checkLengthDistribution(
      Residual(Geometric(p: 0.1), after: 7), name: "geometric after 7")
    try checkLengthDistribution(
      Residual(
        NegativeBinomial(meanBeyondFirst: 40, size: 2), after: 30, cap: 90),
      name: "negative binomial after 30 under 90")
  }

  @Test func longestObeysTheLaws() throws {
    try checkLengthDistribution(
      Longest(of: Geometric(p: 0.1), count: 8), name: "of 8 geometric")
    try checkLengthDistribution(
      Longest(of: [
        try Geometric(p: 0.02), try Poisson(meanBeyondFirst: 30),
        try Residual(DiscreteWeibull(q: 0.99, beta: 1.5), after: 4, cap: 60),
      ]), name: "of different laws")
  }

  @Test func oneAnswerIsItsOwnLongest() throws {
    let law = try NegativeBinomial(meanBeyondFirst: 40, size: 2)
    let longest = try Longest(of: law, count: 1)
    for k in [1, 2, 10, 40, 400] {
      #expect(abs(longest.logSurvival(at: k) - law.logSurvival(at: k)) < 1e-12)
      #expect(abs(longest.logMass(at: k) - law.logMass(at: k)) < 1e-9)
    }
    #expect(abs(longest.mean - law.mean) < 1e-9)
  }

  @Test func longestIsTheProductOfWhatLiesBelow() {
    property("P(max < k) is a product, and grows with no answer") { choices in
      let laws = try (0..<choices.int(1...4)).map { _ in
        try law(&choices, longest: 9)
      }
      let longest = try Longest(of: laws)
      let more = try Longest(of: laws + [law(&choices, longest: 9)])
      for k in 1...10 {
        let below = laws.reduce(1.0) { $0 * (1 - $1.survival(at: k)) }
        try requireClose(
          1 - longest.survival(at: k), below, relative: 1e-12, absolute: 1e-14,
          "P(max < \(k))")
        try require(
          more.survival(at: k) >= longest.survival(at: k) - 1e-15,
          "one more answer ends a batch no sooner")
      }
    }
  }

  @Test func deepTailsAreUnionsOfTails() throws {
    let longest = try Longest(of: Geometric(p: 0.5), count: 1000)
    // P(max ≥ k) → m·S(k): log(1000) − 999 log 2.
    #expect(
      abs(
        longest.logSurvival(at: 1000)
          - (Double.log(1000) - 999 * Double.log(2))) < 1e-12 * 700)
  }

  @Test func nonsenseIsRefused() throws {
    let geometric = try Geometric(p: 0.1)
    #expect(throws: ParameterError.self) {
      try Longest(of: geometric, count: 0)
    }
    #expect(throws: ParameterError.self) { try Longest(of: []) }
    #expect(throws: ParameterError.self) { try Residual(geometric, after: -1) }
    #expect(throws: ParameterError.self) {
      try Residual(geometric, after: 5, cap: 5)
    }
    #expect(throws: ParameterError.self) {
      try RunningRequest(geometric, promptTokens: -1, cap: 5)
    }
    #expect(throws: ParameterError.self) {
      try RunningRequest(geometric, promptTokens: 1, cap: .max)
    }
  }
}

@Suite("Peak of the cache")
struct PeakCacheTests {
  private struct Batch {
    var requests: [RunningRequest]
    var residuals: [[Double]]

    init(_ choices: inout Choices, count: ClosedRange<Int>) throws {
      requests = []
      residuals = []
      for _ in 0..<choices.int(count) {
        let law = try law(&choices, longest: 5)
        let cap = choices.int(1...5)
        let request = try RunningRequest(
          law, promptTokens: choices.int(0...6), cap: cap)
        requests.append(request)
        residuals.append((1...cap).map { request.residual.mass(at: $0) })
      }
    }

    /// By all outcomes, one after the other.
    func probability(exceeding capacity: Int) -> Double {
      var sum = 0.0
      func visit(_ lengths: [Int], _ mass: Double) {
        guard mass > 0 else { return }
        if lengths.count < requests.count {
          for (index, p) in residuals[lengths.count].enumerated() {
            visit(lengths + [index + 1], mass * p)
          }
          return
        }
        let peak = (1...5).map { step in
          zip(requests, lengths).reduce(0) {
            $0 + ($1.1 >= step ? $1.0.promptTokens + step : 0)
          }
        }.max()
        if peak ?? 0 > capacity { sum += mass }
      }
      visit([], 1)
      return sum
    }
  }

  @Test func smallBatchesAreExact() {
    property("small batches are followed exactly") { choices in
      let batch = try Batch(&choices, count: 1...4)
      let capacity = choices.int(0...40)
      let value = PeakCache(batch.requests).probability(exceeding: capacity)
      try require(value.isExact, "it is exact")
      try requireClose(
        value.lower, batch.probability(exceeding: capacity), relative: 1e-10,
        absolute: 1e-13, "P(peak > \(capacity))")
    }
  }

  /// Thirteen requests, most of which surely end at once, so that both the
  /// exact chain of the others and the bracket can be had.
  @Test func largeBatchesAreBracketed() {
    property("brackets hold the exact probability", cases: 40) { choices in
      let batch = try Batch(&choices, count: 4...9)
      let exact = PeakCache(batch.requests)
      let idle = try RunningRequest(
        Geometric(p: 0.5), promptTokens: 0, cap: 1)
      let large = PeakCache(
        batch.requests + Array(repeating: idle, count: 13))
      // The idle ones hold 13 tokens at the first step, and nothing after.
      let capacity = choices.int(13...80)
      let bracket = large.probability(exceeding: capacity)
      let value = exact.probability(exceeding: capacity).lower
      try require(
        value <= bracket.upper + 1e-12, "\(value) is above \(bracket)")
      let first = batch.requests.reduce(13) { $0 + $1.promptTokens + 1 }
      guard first <= capacity else { return }
      try require(
        bracket.lower <= value + 1e-12, "\(value) is below \(bracket)")
    }
  }

  @Test func wideGridsStillBracket() throws {
    let request = try RunningRequest(
      NegativeBinomial(meanBeyondFirst: 60, size: 1.5), promptTokens: 100,
      cap: 120)
    let batch = PeakCache(Array(repeating: request, count: 14))
    let brackets = [1300, 1500, 1700, 1900, 3080].map {
      batch.probability(exceeding: $0)
    }
    for (less, more) in zip(brackets, brackets.dropFirst()) {
      #expect(more.lower <= less.lower && more.upper <= less.upper)
    }
    #expect(brackets[0].lower == 1)
    #expect(brackets[4] == ProbabilityBracket(lower: 0, upper: 0))
  }

  /// Of many requests, each is rounded: the grid alone says at most 1 here.
  @Test func manyRequestsAreBoundedAllTheSame() throws {
    let request = try RunningRequest(
      Geometric(p: 0.1), promptTokens: 500, cap: 20)
    let batch = PeakCache(Array(repeating: request, count: 100))
    let bracket = batch.probability(exceeding: 50_200)
    #expect(bracket.lower < bracket.upper && bracket.upper < 0.01)
  }

  @Test func emptyBatchesNeedNothing() {
    let empty = PeakCache([])
    #expect(empty.probability(exceeding: 0).upper == 0)
    #expect(empty.probability(exceeding: .max).upper == 0)
  }
}
