import LengthLaws
import TestSupport
import Testing

/// Laws made of other laws obey the laws too.
@Suite("Composite laws")
struct CompositeLawTests {
  private func base(_ choices: inout Choices) throws -> any LengthDistribution {
    switch choices.int(0...3) {
    case 0: return try Geometric(p: choices.logUniform(in: 2e-3...0.9))
    case 1:
      return try NegativeBinomial(
        meanBeyondFirst: choices.logUniform(in: 0.5...200),
        size: choices.logUniform(in: 0.1...50))
    case 2:
      return try DiscreteLogNormal(
        mu: choices.double(in: 0...6), sigma: choices.logUniform(in: 0.1...1.5))
    default:
      return try DiscreteGeneralizedPareto(
        shape: choices.double(in: -0.5...1.5),
        scale: choices.logUniform(in: 3...200))
    }
  }

  @Test func truncatedLawsObeyTheLaws() {
    property("truncated laws obey the laws", cases: 40) { choices in
      let base = try base(&choices)
      let lower = choices.int(1...40)
      let upper =
        choices.bool()
        ? lower + choices.element(of: [0, 1, 9, 500, 1_000_000]) : Int.max
      func check(_ base: some LengthDistribution) throws {
        guard let law = try? Truncated(base, to: lower...upper) else { return }
        try checkLengthDistribution(
          law, name: "\(base) in \(lower)...\(upper)", samples: 200)
      }
      try check(base)
    }
  }

  @Test func mixturesObeyTheLaws() {
    property("mixtures obey the laws", cases: 30) { choices in
      let parts = try choices.array(1...4) { choices in
        Result {
          try DiscreteGamma(
            shape: choices.logUniform(in: 0.2...50),
            rate: choices.logUniform(in: 0.01...2))
        }
      }.map { try $0.get() }
      let weights = parts.map { _ in choices.double(in: 0.01...1) }
      let law = try Mixture(parts, weights: weights)
      try checkLengthDistribution(law, name: "\(law)", samples: 200)
      // In any order it is the same law.
      let reversed = try Mixture(
        parts.reversed(), weights: weights.reversed())
      try requireEqual(reversed.components, law.components, "components")
    }
  }

  @Test func conditioningTwiceIsConditioningOnce() throws {
    let base = try NegativeBinomial(meanBeyondFirst: 40, size: 1.5)
    let once = try Truncated(base, to: 30...90)
    let twice = try Truncated(Truncated(base, to: 10...90), to: 30...100)
    for k in [1, 30, 31, 60, 90, 91] {
      let (a, b) = (once.logSurvival(at: k), twice.logSurvival(at: k))
      #expect(a == b || abs(a - b) < 1e-12)
    }
    // Far beyond all mass of the base that a double can hold.
    let far = try Truncated(Geometric(p: 0.5), to: 5000...Int.max)
    #expect(abs(far.mean - 5001) < 1e-9)
    #expect(abs(far.variance - 2) < 1e-9)
    #expect(throws: LengthLawError.self) {
      try Truncated(Geometric(p: 1), to: 2...9)
    }
    #expect(throws: LengthLawError.self) { try Truncated(base, to: 0...9) }
  }

  @Test func aSliceOfAFlatTailKeepsItsDigits() throws {
    // S changes by 10⁻⁹ of itself here, so differences would cancel.
    let base = try DiscreteLogT(mu: 4, sigma: 2, nu: 1.5)
    let (first, last) = (1_000_000_000, 1_000_000_003)
    let law = try Truncated(base, to: first...last)
    let masses = (first...last).map { law.mass(at: $0) }
    #expect(abs(masses.reduce(0, +) - 1) < 1e-12)
    #expect(abs(law.survival(at: last) / masses[3] - 1) < 1e-12)
    #expect(abs(masses[3] - 0.25) < 1e-8)
  }

  @Test func compositesRefuseWhatIsNoLaw() throws {
    let base = try Geometric(p: 0.2)
    #expect(throws: LengthLawError.self) { try Mixture([base], weights: [0]) }
    #expect(throws: LengthLawError.self) {
      try Mixture([Geometric](), weights: [])
    }
  }
}
