/// The continuous ranked probability score of a law of lengths, in tokens.
///
///     CRPS(F, y) = Σ_{k≥1} (F(k) − 1{y ≤ k})²
///                = Σ_{k<y} F(k)² + Σ_{k≥y} S(k + 1)²
///
/// Small is good. It is infinite for a law whose tail is so heavy, or so much
/// of whose mass is at infinity, that no length up to 2⁶² leaves less than
/// 10⁻⁹ beyond: a defective Kaplan–Meier estimate needs `CappedCRPS`.
///
/// For an answer censored at c the comparison is known up to c only: the
/// *restricted* score is Σ_{k≤c} F(k)². It is no estimate of the full score,
/// and a mean of both is not proper: it may compare laws on the same answers,
/// but a law that is too short can win. `CappedCRPS` is proper under a cap,
/// and `CensoringWeights` make means of full scores stand for all answers.
///
/// Prefix sums are built once, so that each score is a look-up.
///
/// Source: J. E. Matheson and R. L. Winkler, Manag. Sci. 22, 1087 (1976),
/// doi:10.1287/mnsc.22.10.1087; censored: A. Avati et al., UAI 2019,
/// arXiv:1806.08324.
public struct DiscreteCRPS: Sendable {
  /// Sums are kept length by length up to here at most: 2²² tokens.
  public static let longest = 1 << 22

  private let sums: SquareSums
  /// Σ S(k + 1)² over the lengths beyond the sums.
  private let tail: Double

  /// The scores of a law for lengths up to `length`.
  ///
  /// The sum beyond goes on length by length to where S = 10⁻⁹, or to
  /// `longest` where the tail is heavier, and in blocks from there.
  public init(_ law: some LengthDistribution, through length: Int) {
    let last = law.quantile(1 - 1e-9)
    // Where the full score is infinite, only restricted ones are of use.
    let end = min(max(last < .max ? last : 1, length, 1), Self.longest)
    sums = SquareSums(law, through: end)
    if last <= end {
      tail = 0
    } else if last == .max {
      tail = .infinity
    } else {
      tail =
        SurvivalSums.moments(over: (end + 2)...(1 << 60)) {
          let survival = law.survival(at: $0)
          return survival * survival
        }.first
    }
  }

  /// The score of an answer of `length` tokens.
  ///
  /// A length beyond those that sums are kept for is scored with F = 1 there,
  /// one below 1 by its distance from the support.
  public func score(ofLength length: Int) -> Double {
    let y = max(length, 1)
    guard y <= sums.beyond.count else {
      return restrictedScore(censoredAt: y - 1)
    }
    return sums.below[y - 1] + sums.beyond[y - 1] + tail
      + Self.distanceToSupport(length)
  }

  /// The restricted score of an answer known only to be longer than `length`.
  public func restrictedScore(censoredAt length: Int) -> Double {
    let c = max(length, 0)
    let last = sums.below.count - 1
    return sums.below[min(c, last)] + Double(max(c - last, 0))
  }

  /// How far below 1 a length is.
  static func distanceToSupport(_ length: Int) -> Double {
    length < 1 ? 1 - Double(length) : 0
  }
}

/// Sums of squares of a distribution function and of its complement.
struct SquareSums: Sendable {
  /// Σ_{k<y} F(k)² at index y − 1, for y up to n + 1.
  let below: [Double]
  /// Σ_{y≤k≤n} S(k + 1)² at index y − 1, for y up to n + 1.
  let beyond: [Double]

  /// The sums over the lengths up to `n` ≥ 0.
  init(_ law: some LengthDistribution, through n: Int) {
    let survival = law.survivalCurve(through: n + 1)
    var below = [0.0]
    below.reserveCapacity(n + 1)
    var beyond = [Double](repeating: 0, count: n + 1)
    for k in stride(from: 1, through: n, by: 1) {
      let reached = 1 - survival[k]
      below.append(below[k - 1] + reached * reached)
    }
    for k in stride(from: n, through: 1, by: -1) {
      beyond[k - 1] = beyond[k] + survival[k] * survival[k]
    }
    self.below = below
    self.beyond = beyond
  }
}

extension LengthDistribution {
  /// The CRPS by summation.
  ///
  /// One call costs as much as the sums; for many answers under one law, keep
  /// a `DiscreteCRPS`.
  public func crps(ofLength length: Int) -> Double {
    DiscreteCRPS(self, through: length).score(ofLength: length)
  }
}
