/// Which bound a number of answers would give, before they are collected.
///
/// Every method that holds whatever the law bounds the quantile by the answer
/// of some rank: the smaller the rank, the tighter the bound. For the tightest
/// of a kind of promise, look for the least rank that is within the answers
/// which end under the cap.
public struct BoundPlan: Sendable, Hashable {
  /// What one method gives.
  public struct Entry: Sendable, Hashable {
    /// The method.
    public let method: Bound.Method
    /// The rank of the answer that bounds the quantile; `nil` where n are too
    /// few.
    public let rank: Int?
    /// P(Bin(n, q) ≤ rank − 1): how often that answer is at least the quantile
    /// of a continuous law; `nil` without a rank.
    public let coverage: Double?
    /// The least n with a finite bound, if no answer is censored.
    public let requiredObservations: Int
    /// Whether the rank is within the answers that end under the cap.
    public let isFinite: Bool
  }

  /// n.
  public let observations: Int
  /// The quantile's level q.
  public let level: Double
  /// The confidence.
  public let confidence: Double
  /// The methods, tightest first; those without a finite bound last, in the
  /// order of what they need.
  public let entries: [Entry]

  /// Plans for a number of answers.
  ///
  /// - Parameters:
  ///   - observations: n ≥ 1.
  ///   - level: q in (0, 1).
  ///   - confidence: In [½, 1).
  ///   - cappedShare: The share of answers expected to be cut, in [0, 1); a
  ///     rank among them gives no finite bound for N.
  /// - Throws: `BoundError` for other numbers.
  public init(
    observations: Int, level: Double, confidence: Double,
    cappedShare: Double = 0
  ) throws(BoundError) {
    guard cappedShare >= 0, cappedShare < 1 else {
      throw .probabilityOutOfRange(name: "capped share", value: cappedShare)
    }
    // More than 2⁵³ are refused below; 100 · 0.66 should be 66.
    let ended =
      Int(
        exactly: (Double(observations) * (1 - cappedShare) * (1 + 0x1p-50))
          .rounded(.down)) ?? .max
    var entries: [Entry] = []
    for method in RankBound.methods {
      let rank = try RankBound.rank(
        method, observations: observations, level: level,
        confidence: confidence)
      var coverage: Double?
      if let rank {
        coverage = try BinomialRank.coverage(
          rank: rank, observations: observations, level: level)
      }
      entries.append(
        Entry(
          method: method, rank: rank, coverage: coverage,
          requiredObservations: try RankBound.requiredObservations(
            method, level: level, confidence: confidence),
          isFinite: rank ?? .max <= ended))
    }
    self.observations = observations
    self.level = level
    self.confidence = confidence
    self.entries = entries.sorted { a, b in
      (a.rank ?? .max, a.requiredObservations)
        < (b.rank ?? .max, b.requiredObservations)
    }
  }

  /// The tightest finite bound of a confidence; `nil` if there is none.
  public var tightest: Entry? {
    entries.first { $0.isFinite && $0.method != .conformal }
  }
}
