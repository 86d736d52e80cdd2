import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Exact geometric bound")
struct ExactGeometricBoundTests {
  /// A table of n answers with so many tokens in all.
  private func table(_ n: Int, total: Int) -> LifeTable {
    LifeTable([
      RecordedAnswers(length: 1, ending: .stopped, count: n - 1),
      RecordedAnswers(length: total - n + 1, ending: .stopped),
    ])
  }

  /// P(bound < quantile), summed over the total T, which is sufficient.
  private func miss(
    _ n: Int, _ law: Geometric, _ level: Double,
    _ bound: (LifeTable) throws -> Int?
  ) throws -> Double {
    let truth = law.quantile(level)
    // P(T = t) = C(t − 1, n − 1) pⁿ (1 − p)^(t − n).
    var mass = 1.0
    for _ in 0..<n { mass *= law.p }
    var (sum, total) = (0.0, n)
    while try bound(table(n, total: total)) ?? .max < truth {
      sum += mass
      mass *= Double(total) / Double(total - n + 1) * (1 - law.p)
      total += 1
    }
    return sum
  }

  @Test func coverageIsNeverBelowThePromise() throws {
    var plantedMisses = 0
    for n in [1, 2, 3, 7, 20] {
      for p in [0.03, 0.2, 0.5, 0.9] {
        let law = try Geometric(p: p)
        for level in [0.5, 0.9, 0.95] {
          for confidence in [0.3, 0.5, 0.9, 0.95] {
            let missed = try miss(n, law, level) {
              try $0.exactGeometricBound(level: level, confidence: confidence)
                .limit.tokens
            }
            #expect(missed <= 1 - confidence)
            // The planted bug: one token less.
            let planted = try miss(n, law, level) {
              try $0.exactGeometricBound(level: level, confidence: confidence)
                .limit.tokens.map { $0 - 1 }
            }
            if planted > 1 - confidence { plantedMisses += 1 }
          }
        }
      }
    }
    #expect(plantedMisses > 100)
  }

  /// All outcomes of n answers under a cap, given and inferred.
  @Test(arguments: [(1, 4), (2, 3), (3, 5), (4, 4), (6, 2)])
  func coverageUnderACapIsEnumerated(_ n: Int, _ cap: Int) throws {
    // Counts at 1…c and, last, of the capped.
    var outcomes: [([Int], LifeTable)] = []
    func extend(_ counts: [Int], _ left: Int) {
      guard counts.count < cap else {
        let all = counts + [left]
        let rows = all.enumerated().map {
          RecordedAnswers(
            length: min($0.offset + 1, cap),
            ending: $0.offset == cap ? .capped : .stopped, count: $0.element)
        }
        outcomes.append((all, LifeTable(rows)))
        return
      }
      for count in 0...left { extend(counts + [count], left - count) }
    }
    extend([], n)
    for confidence in [0.5, 0.9, 0.95] {
      for given in [cap, nil] {
        let limits = try outcomes.map {
          try $0.1.exactGeometricBound(
            level: 0.9, confidence: confidence, cap: given
          )
          .limit.tokens ?? .max
        }
        for p in [0.02, 0.1, 0.25, 0.4, 0.6, 0.8, 0.95] {
          let law = try Geometric(p: p)
          let truth = law.quantile(0.9)
          var missed = 0.0
          for (outcome, limit) in zip(outcomes, limits) where limit < truth {
            var (probability, left) = (1.0, n)
            for (index, count) in outcome.0.enumerated() {
              let mass =
                index < cap
                ? law.mass(at: index + 1)
                : law.survival(at: cap + 1)
              for i in 0..<count {
                probability *= mass * Double(left - i) / Double(i + 1)
              }
              left -= count
            }
            missed += probability
          }
          #expect(
            missed <= 1 - confidence, "cap \(String(describing: given)), \(p)")
        }
      }
    }
  }

  /// The delta method falls short of the profile, and that of the exact bound.
  @Test func boundsAreOrderedAsTheOraclesSay() throws {
    let table = LifeTable([
      RecordedAnswers(length: 100, ending: .stopped, count: 50)
    ])
    let oracle = try Reference.oracle("geometric_profile_likelihood_upper_q95")
    let profile = try table.profileLikelihoodBound(
      family: .geometric, level: 0.95, confidence: 0.95)
    let exact = try table.exactGeometricBound(level: 0.95, confidence: 0.95)
    #expect(profile.limit.tokens == oracle.expected["bound_q95"]?.int)
    #expect(exact.limit == .tokens(383))
    let delta = try #require(
      Reference.oracle("geometric_delta_method_upper_q95").expected["bound"]?
        .double)
    #expect(delta < 380)
    #expect(exact.kind == .upperConfidenceBound && exact.family == .geometric)
  }

  /// A cap that hardly any answer reaches changes hardly anything.
  @Test func aFarCapIsNoCap() throws {
    let table = LifeTable([
      RecordedAnswers(length: 2, ending: .stopped, count: 4),
      RecordedAnswers(length: 5, ending: .stopped, count: 3),
    ])
    for confidence in [0.1, 0.5, 0.9, 0.99] {
      let free = try table.exactGeometricBound(
        level: 0.95, confidence: confidence)
      let capped = try table.exactGeometricBound(
        level: 0.95, confidence: confidence, cap: 3000)
      #expect(free.limit == capped.limit)
    }
  }

  @Test func otherCensoringIsRefused() throws {
    let mixed = LifeTable([
      RecordedAnswers(length: 2, ending: .capped),
      RecordedAnswers(length: 5, ending: .stopped),
    ])
    #expect(throws: BoundError.noCommonCap) {
      try mixed.exactGeometricBound(level: 0.9, confidence: 0.9)
    }
    let large = LifeTable([
      RecordedAnswers(length: 9, ending: .stopped, count: 1 << 40),
      RecordedAnswers(length: 9, ending: .capped, count: 1 << 40),
    ])
    #expect(throws: BoundError.self) {
      try large.exactGeometricBound(level: 0.9, confidence: 0.9)
    }
    let censored = LifeTable([RecordedAnswers(length: 9, ending: .capped)])
    #expect(
      try censored.exactGeometricBound(level: 0.9, confidence: 0.9).limit
        == .unbounded)
    #expect(throws: BoundError.noAnswers) {
      try LifeTable().exactGeometricBound(level: 0.9, confidence: 0.9)
    }
  }
}
