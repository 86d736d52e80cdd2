/// The terms of a likelihood: everything that is known of some answers'
/// lengths, in whatever form, with weights.
///
///     log L = Σ w log P(N = k)                      ended at k
///           + Σ w log P(N > k)                      censored at k
///           − Σ w log P(N > k)                      watched only after k
///           + Σ w log P(a < N ≤ b)                  grouped
///
/// A `LifeTable` is the usual source, `CensoredSample(table)`; the other
/// columns serve grouped counts and weighted answers.
public struct CensoredSample: Sendable, Hashable {
  /// Answers of a length, or known to be longer than it.
  public struct Term: Sendable, Hashable {
    /// k.
    public var length: Int
    /// How many answers, or their weight; positive.
    public var weight: Double

    /// A length with a weight.
    public init(length: Int, weight: Double) {
      self.length = length
      self.weight = weight
    }
  }

  /// Answers known to lie in a range of lengths.
  public struct Group: Sendable, Hashable {
    /// a: every answer is longer; 0 for no lower limit.
    public var lower: Int
    /// b ≥ a + 1: no answer is longer.
    public var upper: Int
    /// How many answers, or their weight; positive.
    public var weight: Double

    /// Answers with lower < N ≤ upper.
    public init(lower: Int, upper: Int, weight: Double) {
      self.lower = lower
      self.upper = upper
      self.weight = weight
    }
  }

  /// N = k.
  public var ended: [Term]
  /// N > k, right-censored.
  public var censored: [Term]
  /// Answers that were only watched from their k-th token on, and would not
  /// have been seen had they ended before: left truncation.
  public var entered: [Term]
  /// a < N ≤ b.
  public var grouped: [Group]

  /// A sample from its terms.
  public init(
    ended: [Term] = [], censored: [Term] = [], entered: [Term] = [],
    grouped: [Group] = []
  ) {
    self.ended = ended
    self.censored = censored
    self.entered = entered
    self.grouped = grouped
  }

  /// The answers of a life table.
  public init(_ table: LifeTable) {
    let rows = table.rows
    self.init(
      ended: rows.filter { $0.stopped > 0 }.map {
        Term(length: $0.length, weight: Double($0.stopped))
      },
      censored: rows.filter { $0.censored > 0 }.map {
        Term(length: $0.length, weight: Double($0.censored))
      })
  }
}

extension CensoredSample {
  /// The weight of all answers, censored and grouped ones included.
  public var weight: Double {
    ended.weight + censored.weight
      + grouped.reduce(0) { $0 + $1.weight }
  }

  /// The weight of the answers whose length is not known exactly.
  public var censoredWeight: Double { weight - ended.weight }

  /// The shortest and longest length that stands in any term.
  package var range: ClosedRange<Int>? {
    let lengths =
      (ended + censored).map(\.length)
      + grouped.flatMap { [$0.lower + 1, $0.upper] }
    guard let first = lengths.min(), let last = lengths.max() else {
      return nil
    }
    return first...last
  }

  /// Mean and variance of f(length) over all answers as recorded, groups at
  /// their middle: a start for a search, not an estimate.
  func roughMoments(
    _ transform: (Double) -> Double = { $0 }
  ) -> (mean: Double, variance: Double) {
    let terms =
      (ended + censored).map { (Double($0.length), $0.weight) }
      + grouped.map { (Double($0.lower + 1 + $0.upper) / 2, $0.weight) }
    let weight = weight
    let mean = terms.reduce(0) { $0 + transform($1.0) * $1.1 } / weight
    let variance =
      terms.reduce(0) {
        let deviation = transform($1.0) - mean
        return $0 + deviation * deviation * $1.1
      } / weight
    return (mean, variance)
  }

  /// Refuses samples of which no likelihood has a maximum, and terms that no
  /// sample can have.
  func validate() throws(LengthLawError) {
    let terms = ended + censored + entered
    guard
      terms.allSatisfy({
        $0.length >= 0 && $0.length < .max && $0.weight > 0
          && $0.weight.isFinite
      }),
      ended.allSatisfy({ $0.length >= 1 }),
      grouped.allSatisfy({
        $0.lower >= 0 && $0.upper > $0.lower && $0.upper < .max && $0.weight > 0
          && $0.weight.isFinite
      })
    else { throw .invalidSample }
    guard weight > 0 else { throw .noAnswers }
    guard !(ended.isEmpty && grouped.isEmpty) else { throw .allCensored }
  }
}

extension CensoredSample {
  /// Refuses, for families that can gather at one length or at two
  /// neighbours, samples that such laws match ever better: the likelihood has
  /// no maximum.
  ///
  /// These are the samples whose answers may all have had one length, or one
  /// of two neighbours: those that ended did, and no other is known to have
  /// been longer or shorter.
  func requireSpread() throws(LengthLawError) {
    try validate()
    let lengths = ended.map(\.length)
    let beyond = (censored + entered).map(\.length).max() ?? 0
    let lower = max(grouped.map(\.lower).max() ?? 0, beyond) + 1
    let upper = grouped.map(\.upper).min() ?? .max
    guard let first = lengths.min(), let last = lengths.max() else {
      guard lower <= upper else { return }
      throw .noMaximum(
        "every answer may have had \(lower) tokens, which is matched ever "
          + "better by a smaller spread")
    }
    let start = (grouped.map(\.lower).max() ?? 0) + 1
    guard last - first <= 1, beyond <= first, start <= first, last <= upper
    else { return }
    guard first < last else { throw .oneDistinctLength(first) }
    throw .noMaximum(
      "the lengths \(first) and \(last) are matched ever better by a smaller "
        + "spread")
  }
}

extension [CensoredSample.Term] {
  /// The weight of all terms.
  var weight: Double { reduce(0) { $0 + $1.weight } }
}
