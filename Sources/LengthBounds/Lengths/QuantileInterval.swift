public import LengthLaws

/// A two-sided confidence interval for a quantile of N, from ranks alone.
public struct QuantileInterval: Sendable, Hashable {
  /// The quantile's level q, in (0, 1).
  public var level: Double
  /// P(lower ≤ true quantile ≤ upper) over the data is at least this.
  public var confidence: Double
  /// The lower limit in tokens; 1 where the data set none.
  public var lower: Int
  /// The upper limit.
  public var upper: Bound.Limit
  /// The rank of the lower limit, counting from 1 at the shortest.
  public var lowerRank: Int?
  /// The rank of the upper limit.
  public var upperRank: Int?
  /// Answers on which the interval rests.
  public var observations: Int
  /// The least number of answers with two limits at this level and
  /// confidence, if none is censored.
  public var requiredObservations: Int

  /// Whether a length lies in the interval, its ends included.
  public func contains(_ length: Int) -> Bool {
    length >= lower && length <= upper.tokens ?? .max
  }
}

extension LifeTable {
  /// The two-sided confidence interval for the q-quantile of N from the ranks
  /// of the answers alone, whatever the law, with the error shared equally.
  ///
  /// The ranks are those of `BinomialRank.interval`. A censored answer counts
  /// at each end with the value that can only widen the interval: as longer
  /// than every other above, and as one token longer than recorded below. So
  /// under a common cap c an interval whose lower limit is c + 1 says that the
  /// quantile lies beyond the cap.
  ///
  /// Assumption: the answers are independent draws from one law.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: The interval.
  /// - Throws: `BoundError` if a probability is out of range or there is no
  ///   answer.
  ///
  /// Source: G. J. Hahn and W. Q. Meeker, *Statistical Intervals*, § 5.2.
  public func quantileInterval(
    level: Double, confidence: Double
  ) throws(BoundError) -> QuantileInterval {
    try BoundError.require("confidence", inUnit: confidence)
    let oneSided = (1 + confidence) / 2
    let required = max(
      try BinomialRank.requiredObservations(
        level: level, confidence: oneSided),
      try BinomialRank.requiredObservations(
        level: 1 - level, confidence: oneSided))
    guard count > 0 else { throw .noAnswers }
    let ranks = BinomialRank.interval(
      observations: count, level: level, confidence: confidence)
    return QuantileInterval(
      level: level, confidence: confidence,
      lower: ranks.lower.flatMap(leastLength) ?? 1,
      upper: ranks.upper.flatMap(stoppedLength).map { .tokens($0) }
        ?? .unbounded,
      lowerRank: ranks.lower, upperRank: ranks.upper, observations: count,
      requiredObservations: required)
  }

  /// The `rank`-th shortest answer if each were as short as it can be.
  private func leastLength(rank: Int) -> Int? {
    var (seen, late) = (0, 0)  // `late`: censored one token before the row.
    var previous = 0
    for row in rows {
      if row.length > previous + 1, late > 0 {
        seen += late
        late = 0
        if seen >= rank { return previous + 1 }
      }
      seen += late + row.stopped
      if seen >= rank { return row.length }
      (late, previous) = (row.censored, row.length)
    }
    return previous < .max ? previous + 1 : previous
  }
}
