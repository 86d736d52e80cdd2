import NumericalMethods

/// Scores of a family on answers it was not fitted to.
///
/// The answers are dealt at random into K folds, by multinomial splits of the
/// table's counts: no answer is handled by itself, and the same seed deals
/// all families the same folds. Each fold is scored by the law fitted to the
/// other ones.
public struct CrossValidation: Sendable, Hashable {
  /// K, at least 2.
  public var folds: Int
  /// The folds depend on it and on the table alone.
  public var seed: UInt64

  /// K folds dealt from a seed.
  public init(folds: Int = 10, seed: UInt64) {
    self.folds = folds
    self.seed = seed
  }

  /// The folds, which add up to the table; some may be empty.
  ///
  /// - Throws: `LengthLawError.countOutOfRange` for fewer than 2 folds, `noAnswers`.
  public func split(
    _ table: LifeTable
  ) throws(LengthLawError) -> [LifeTable] {
    guard folds >= 2 else {
      throw .countOutOfRange(
        name: "folds", value: folds, accepted: "at least 2")
    }
    guard !table.isEmpty else { throw .noAnswers }
    return table.split(into: folds, using: RandomSource(seed: seed, stream: 0))
  }

  /// The score of a family.
  ///
  /// - Throws: As `split(_:)`, or `LengthLawError.fit` if the family cannot
  ///   be fitted without one of the folds.
  public func score(
    _ table: LifeTable, family: Family
  ) throws(LengthLawError) -> HeldOutScore {
    try score(table) { (training) throws(LengthLawError) in
      try family.fit(training).distribution
    }
  }

  /// The score of any way to fit a law.
  ///
  /// - Throws: As `score(_:family:)`.
  public func score(
    _ table: LifeTable,
    fit: (LifeTable) throws(LengthLawError) -> any LengthDistribution
  ) throws(LengthLawError) -> HeldOutScore {
    let parts = try split(table)
    var total = HeldOutScore()
    for (index, part) in parts.enumerated() where !part.isEmpty {
      var training = LifeTable()
      for (other, answers) in parts.enumerated() where other != index {
        training += answers
      }
      let law: any LengthDistribution
      law = try fit(training)
      total.add(part, under: law)
    }
    return total
  }
}

/// How well a law foretold answers it had not seen.
public struct HeldOutScore: Sendable, Hashable {
  /// Answers scored.
  public private(set) var count = 0
  /// Those among them scored below their censoring point only: their
  /// logarithmic score is that of "longer than c", their CRPS the restricted
  /// one.
  public private(set) var restrictedCount = 0
  private var logSum = 0.0
  private var crpsSum = 0.0

  init() {}

  /// The mean of −log P(N = y), or of −log P(N > c) where censored; small is
  /// good, `.infinity` where the law held the answer impossible.
  public var logScore: Double { -logSum / Double(count) }

  /// The mean CRPS in tokens, restricted where censored; small is good,
  /// `.infinity` where an answer ended and the law leaves too much mass beyond
  /// every length.
  ///
  /// With censored answers it is not proper (`DiscreteCRPS` says why).
  public var crps: Double { crpsSum / Double(count) }

  mutating func add(_ table: LifeTable, under law: some LengthDistribution) {
    let crps = DiscreteCRPS(law, through: table.maximum ?? 1)
    logSum += law.logLikelihood(of: CensoredSample(table))
    for row in table.rows {
      if row.stopped > 0 {
        crpsSum += Double(row.stopped) * crps.score(ofLength: row.length)
      }
      if row.censored > 0 {
        crpsSum +=
          Double(row.censored)
          * crps.restrictedScore(censoredAt: row.length)
      }
    }
    count += table.count
    restrictedCount += table.censoredCount
  }
}
