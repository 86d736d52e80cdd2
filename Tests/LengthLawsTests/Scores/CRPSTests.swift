import LengthLaws
import TestSupport
import Testing

@Suite("Continuous ranked probability score")
struct CRPSTests {
  @Test func closedFormsAgreeWithTheOracles() throws {
    let poisson = try Reference.oracle("crps_poisson")
    for row in try #require(poisson.expected.array) {
      let row = try #require(row.doubles)
      let law = try Poisson(meanBeyondFirst: row[0])
      let score = law.crps(ofLength: Int(row[1]) + 1)
      #expect(abs(score - row[2]) < 1e-8, "\(row): \(score)")
    }
    let geometric = try Reference.oracle("crps_geometric_closed_form")
    for row in try #require(geometric.expected.array) {
      let row = try #require(row.doubles)
      let score = try Geometric(p: row[0]).crps(ofLength: Int(row[1]))
      #expect(abs(score - row[2]) < 1e-9, "\(row): \(score)")
    }
  }

  /// Through an existential, too: a closed form that generic code does not
  /// see would be no requirement.
  @Test func closedFormsAgreeWithTheSums() {
    property("closed forms are sums", cases: 60) { choices in
      let law: any LengthDistribution =
        choices.bool()
        ? try Poisson(meanBeyondFirst: choices.logUniform(in: 0.01...3000))
        : try Geometric(p: choices.logUniform(in: 0.001...1))
      let length = choices.int(0...4000)
      let sums = DiscreteCRPS(law, through: max(length, 1))
      try requireClose(
        law.crps(ofLength: length), sums.score(ofLength: length),
        relative: 1e-8, absolute: 1e-8, "\(law) at \(length)")
    }
  }

  @Test func closedFormsStayFiniteWhereUnscaledOnesFail() throws {
    // Near the mean the CRPS of a normal law is σ(√2 − 1)/√π.
    let scale = 0.4142135623730951 / 1.7724538509055159
    for mean in [350.0, 1e5, 1e9] {
      let law = try Poisson(meanBeyondFirst: mean)
      let score = law.crps(ofLength: Int(mean) + 1)
      let limit = scale * mean.squareRoot()
      #expect(abs(score / limit - 1) < 2 / mean.squareRoot(), "\(mean)")
    }
    let constant = try Geometric(p: 1)
    #expect(constant.crps(ofLength: 8) == 7)
    #expect(constant.crps(ofLength: 1) == 0)
    #expect(try Poisson(meanBeyondFirst: 0).crps(ofLength: 8) == 7)
  }

  @Test func tailsBeyondTheSumsAreCounted() throws {
    // S(k)² ~ k⁻²·⁴/…: Σ_{j>1} S(j)² of a zeta law with α = 1.8 reaches far
    // beyond 2²²; at length 1 the score is that sum.
    let law = try Zeta(alpha: 1.8)
    var sum = 0.0
    for k in 2...20_000 {
      let survival = law.survival(at: k)
      sum += survival * survival
    }
    // The rest lies between integrals of the tail, S(k) ≈ S(K)(K/k)^0.8.
    let edge = law.survival(at: 20_001)
    let rest = edge * edge * 20_000.5 / 0.6
    let score = law.crps(ofLength: 1)
    #expect(abs(score - sum - rest) < 1e-3 * rest, "\(score - sum) \(rest)")
  }

  @Test func massAtInfinityHasACappedScoreOnly() throws {
    var table = LifeTable()
    try table.record(length: 4, ending: .stopped, count: 3)
    try table.record(length: 9, ending: .capped)
    let law = try KaplanMeier(table)
    #expect(law.crps(ofLength: 4) == .infinity)
    let capped = CappedCRPS(law, through: 9)
    #expect(capped.score(ofLength: 4, cap: 9) == 5.0 / 16)
    #expect(capped.score(ofLength: 9, cap: 9) == 5 * 9.0 / 16)
    for odd in [Int.min, -3, 0, 1, 9, Int.max] {
      #expect(capped.score(ofLength: odd, cap: .max) >= 0)
      #expect(capped.score(ofLength: 3, cap: odd) >= 0)
      #expect(law.crps(ofLength: odd) >= 0)
    }
  }

  /// Under a cap, the truth expects the best capped score; the planted score
  /// takes the full one where the answer ended and the restricted one where
  /// it was cut, and can be gamed.
  @Test func theCappedScoreIsProper() {
    func expected(
      _ law: FiniteLaw, _ forecast: any LengthDistribution, _ cap: Int,
      isPlanted: Bool
    ) -> Double {
      let crps = DiscreteCRPS(forecast, through: 20)
      let capped = CappedCRPS(forecast, through: 20)
      return law.expectation {
        guard isPlanted else { return capped.score(ofLength: $0, cap: cap) }
        return $0 > cap
          ? crps.restrictedScore(censoredAt: cap) : crps.score(ofLength: $0)
      }
    }
    func loser(isPlanted: Bool) -> Counterexample? {
      counterexample(to: "CRPS is proper", cases: 300) { choices in
        let law = FiniteLaw(&choices)
        let cap = choices.int(1...8)
        let truth = try KaplanMeier(law.table)
        let other: any LengthDistribution =
          choices.bool()
          ? try KaplanMeier(FiniteLaw(&choices).table)
          : try Geometric(p: choices.double(in: 0.05...1))
        let best = expected(law, truth, cap, isPlanted: isPlanted)
        try require(
          best <= expected(law, other, cap, isPlanted: isPlanted) + 1e-12,
          "another law expects a better score")
      }
    }
    #expect(loser(isPlanted: false) == nil)
    #expect(loser(isPlanted: true) != nil)
  }

  @Test func cappedScoresAreSums() {
    property("Σ_{k<c} (F(k) − 1{y ≤ k})²", cases: 100) { choices in
      let law = try Geometric(p: choices.double(in: 0.02...1))
      let length = choices.int(1...80)
      let cap = choices.int(1...60)
      var sum = 0.0
      for k in stride(from: 1, to: cap, by: 1) {
        let gap = 1 - law.survival(at: k + 1) - (length <= k ? 1 : 0)
        sum += gap * gap
      }
      try requireClose(
        CappedCRPS(law, through: 60).score(ofLength: length, cap: cap),
        sum, relative: 1e-9, absolute: 1e-12)
    }
  }
}
