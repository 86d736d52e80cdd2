import DecodeTimes
import LengthLaws
import RealModule
import TestSupport
import Testing

func smallLaw(
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
      RemainingLength(Geometric(p: 0.1), after: 7), name: "geometric after 7")
    try checkLengthDistribution(
      RemainingLength(
        NegativeBinomial(meanBeyondFirst: 40, size: 2), after: 30, cap: 90),
      name: "negative binomial after 30 under 90")
  }

  @Test func longestObeysTheLaws() throws {
    try checkLengthDistribution(
      LongestAnswer(of: Geometric(p: 0.1), count: 8), name: "of 8 geometric")
    try checkLengthDistribution(
      LongestAnswer(of: [
        try Geometric(p: 0.02), try Poisson(meanBeyondFirst: 30),
        try RemainingLength(
          DiscreteWeibull(q: 0.99, beta: 1.5), after: 4, cap: 60),
      ]), name: "of different laws")
  }

  @Test func oneAnswerIsItsOwnLongest() throws {
    let law = try NegativeBinomial(meanBeyondFirst: 40, size: 2)
    let longest = try LongestAnswer(of: law, count: 1)
    for k in [1, 2, 10, 40, 400] {
      #expect(abs(longest.logSurvival(at: k) - law.logSurvival(at: k)) < 1e-12)
      #expect(abs(longest.logMass(at: k) - law.logMass(at: k)) < 1e-9)
    }
    #expect(abs(longest.mean - law.mean) < 1e-9)
  }

  @Test func longestIsTheProductOfWhatLiesBelow() {
    property("P(max < k) is a product, and grows with no answer") { choices in
      let laws = try (0..<choices.int(1...4)).map { _ in
        try smallLaw(&choices, longest: 9)
      }
      let longest = try LongestAnswer(of: laws)
      let more = try LongestAnswer(of: laws + [smallLaw(&choices, longest: 9)])
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
    let longest = try LongestAnswer(of: Geometric(p: 0.5), count: 1000)
    // P(max ≥ k) → m·S(k): log(1000) − 999 log 2.
    #expect(
      abs(
        longest.logSurvival(at: 1000)
          - (Double.log(1000) - 999 * Double.log(2))) < 1e-12 * 700)
  }

  @Test func nonsenseIsRefused() throws {
    let geometric = try Geometric(p: 0.1)
    #expect(throws: LengthLawError.self) {
      try LongestAnswer(of: geometric, count: 0)
    }
    #expect(throws: LengthLawError.self) { try LongestAnswer(of: []) }
    #expect(throws: LengthLawError.self) {
      try RemainingLength(geometric, after: -1)
    }
    #expect(throws: LengthLawError.self) {
      try RemainingLength(geometric, after: 5, cap: 5)
    }
    #expect(throws: LengthLawError.self) {
      try RunningRequest(geometric, promptTokens: -1, cap: 5)
    }
    #expect(throws: LengthLawError.self) {
      try RunningRequest(geometric, promptTokens: 1, cap: .max)
    }
  }
}
