import DecodeTimes
import LengthLaws
import TestSupport
import Testing

private func prefill(_ choices: inout Choices) throws -> DiscreteLaw {
  try DiscreteLaw(
    sample: (0..<choices.int(1...4)).map { _ in choices.double(in: 0...0.3) })
}

@Suite("Chance constraint")
struct ChanceConstraintTests {
  @Test func violationIsTheSumOverAllOutcomes() {
    property("P(prefill + T > B) is a double sum") { choices in
      let (time, prefill) = (try budgetTime(&choices), try prefill(&choices))
      let budget = choices.double(in: 0...1)
      let constraint = try ChanceConstraint(time, prefill: prefill, risk: 0.1)
      var expected = 0.0
      for (x, share) in zip(prefill.values, prefill.probabilities) {
        for atom in budgetAtoms(time) where x + atom.t > budget {
          expected += share * atom.p
        }
      }
      try requireClose(
        constraint.violationProbability(budget: budget), expected,
        relative: 1e-9, absolute: 1e-12, "P(> \(budget))")
    }
  }

  @Test func theLeastBudgetIsTheLeastThatPasses() {
    property("the next smaller budget does not pass") { choices in
      let (time, prefill) = (try budgetTime(&choices), try prefill(&choices))
      let constraint = try ChanceConstraint(
        time, prefill: prefill, risk: choices.double(in: 0...0.5))
      let least = constraint.leastBudget
      try require(constraint.isMet(budget: least), "\(least) passes")
      try require(
        least == 0 || !constraint.isMet(budget: least.nextDown),
        "\(least.nextDown) passes too")
      let looser = try ChanceConstraint(
        time, prefill: prefill, risk: min(constraint.risk + 0.2, 0.99))
      try require(looser.leastBudget <= least, "more risk needs more budget")
      try require(looser.isMet(budget: least), "admitted, then refused")
    }
  }

  @Test func theLargestCapAndPrefillAreTheLargestThatPass() {
    property("one token or one bit more does not pass") { choices in
      let (time, prefill) = (try budgetTime(&choices), try prefill(&choices))
      let risk = choices.double(in: 0...0.5)
      let budget = choices.double(in: 0...1)
      let constraint = try ChanceConstraint(time, prefill: prefill, risk: risk)
      let cap = constraint.largestCap(budget: budget)
      func passes(_ cap: Int) throws -> Bool {
        try ChanceConstraint(
          time.capped(at: cap), prefill: prefill, risk: risk
        ).isMet(budget: budget)
      }
      if let cap {
        try require(try passes(cap), "cap \(cap)")
        try require(try cap == time.cap || !passes(cap + 1), "cap \(cap + 1)")
      } else {
        try require(try !passes(1), "one token passes")
      }
      func fits(_ prefill: Double) throws -> Bool {
        try ChanceConstraint(time, prefillSeconds: prefill, risk: risk)
          .isMet(budget: budget)
      }
      if let most = constraint.largestPrefill(budget: budget) {
        try require(try fits(most), "prefill \(most)")
        try require(try !fits(most.nextUp), "prefill \(most.nextUp)")
      } else {
        try require(try !fits(0), "no prefill passes")
      }
    }
  }

  @Test func continuousPrefillsAreBracketed() throws {
    let time = TotalDecodeTime(
      try Geometric(p: 0.2),
      latency: try ConstantLatency(secondsPerToken: 0.02),
      cap: 50)
    // Uniform on 0…0.1 s, where the answer is an integral.
    let (low, high) = try DiscreteLaw.bracketing(cells: 2000) { 0.1 * $0 }
    var exact = 0.0
    for cell in 0..<5 {
      // 0.3 s less x ∈ (0.02 cell, 0.02 (cell + 1)) holds 14 − cell tokens.
      exact += 0.2 * time.probability(exceeding: 0.02 * Double(14 - cell))
    }
    let limits = try [low, high].map {
      try ChanceConstraint(time, prefill: $0, risk: 0.1)
        .violationProbability(budget: 0.3)
    }
    #expect(limits[0] <= exact + 1e-12 && exact <= limits[1] + 1e-12)
    #expect(limits[1] - limits[0] < 1e-3)
  }

  @Test func nonsenseIsRefused() throws {
    let time = TotalDecodeTime(
      try Geometric(p: 0.2), latency: try ConstantLatency(secondsPerToken: 1),
      cap: 5)
    #expect(throws: DecodeTimeError.self) {
      try ChanceConstraint(time, risk: 1)
    }
    #expect(throws: DecodeTimeError.self) {
      try ChanceConstraint(time, prefillSeconds: -1, risk: 0.1)
    }
    let constraint = try ChanceConstraint(time, risk: 0.1)
    #expect(constraint.violationProbability(budget: .nan) == 1)
    #expect(constraint.largestCap(budget: .nan) == nil)
    #expect(constraint.largestPrefill(budget: -.infinity) == nil)
    #expect(constraint.largestPrefill(budget: .infinity) == .infinity)
  }
}
