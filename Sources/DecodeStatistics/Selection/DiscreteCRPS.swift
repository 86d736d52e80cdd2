/// The continuous ranked probability score of a law of lengths, in tokens.
///
///     CRPS(F, y) = Σ_{k≥1} (F(k) − 1{y ≤ k})²
///                = Σ_{k<y} F(k)² + Σ_{k≥y} S(k + 1)²
///
/// Small is good. For an answer censored at c the comparison is known up to c
/// only: the *restricted* score is Σ_{k≤c} F(k)². It is no estimate of the
/// full score, and both may be averaged only to compare laws on the same
/// answers.
///
/// Prefix sums are built once, so that each score is a look-up.
///
/// Source: J. E. Matheson and R. L. Winkler, Manag. Sci. 22, 1087 (1976),
/// doi:10.1287/mnsc.22.10.1087; censored: A. Avati et al., UAI 2019,
/// arXiv:1806.08324.
public struct DiscreteCRPS: Sendable {
  /// Sums end here at the latest: 2²² tokens.
  public static let longest = 1 << 22

  /// Σ_{k<y} F(k)² at index y − 1.
  private let below: [Double]
  /// Σ_{k≥y} S(k + 1)² at index y − 1.
  private let beyond: [Double]

  /// The scores of a law for lengths up to `length`.
  ///
  /// The sum beyond goes on to where S = 10⁻⁹, or to `longest` where the tail
  /// is so heavy; what it leaves out is of order k·S(k)² there.
  public init(_ law: some LengthDistribution, through length: Int) {
    let end = min(max(law.quantile(1 - 1e-9), length, 1), Self.longest)
    let survival = law.survivalCurve(through: end + 1)
    var below = [0.0]
    below.reserveCapacity(end + 1)
    for k in 1...end {
      let reached = 1 - survival[k]
      below.append(below[k - 1] + reached * reached)
    }
    var beyond = [Double](repeating: 0, count: end + 1)
    for k in stride(from: end, through: 1, by: -1) {
      beyond[k - 1] = beyond[k] + survival[k] * survival[k]
    }
    self.below = below
    self.beyond = beyond
  }

  /// The score of an answer of `length` ≥ 1 tokens.
  ///
  /// Beyond where the sums end, a length is scored with F = 1.
  public func score(ofLength length: Int) -> Double {
    let y = max(length, 1)
    guard y <= beyond.count else { return restrictedScore(censoredAt: y - 1) }
    return below[y - 1] + beyond[y - 1]
  }

  /// The restricted score of an answer known only to be longer than `length`.
  public func restrictedScore(censoredAt length: Int) -> Double {
    let c = max(length, 0)
    let last = below.count - 1
    return below[min(c, last)] + Double(max(c - last, 0))
  }
}
