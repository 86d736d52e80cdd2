public import LengthLaws

extension LifeTable {
  /// The conformal bound for the next answer: P(next ≤ bound) ≥ level,
  /// averaged over the data, whatever the law.
  ///
  /// The bound is the ⌈(n + 1)·level⌉-th shortest of the n answers; if there
  /// are fewer there is none, and `requiredObservations` is how many it
  /// takes. A censored answer counts as longer than every other, which can
  /// only raise the bound.
  ///
  /// Assumption: the answers and the next one are exchangeable. `ConformalRank`
  /// has the rank and `ConformalCoverage` how the coverage varies with the
  /// data.
  ///
  /// - Parameter level: In (0, 1).
  /// - Returns: The bound, with the level also for its confidence.
  /// - Throws: `BoundError` if the level is out of range or there is no
  ///   answer.
  ///
  /// Source: V. Vovk, A. Gammerman and G. Shafer, *Algorithmic Learning in a
  /// Random World*, ch. 2.
  public func conformalBound(
    level: Double
  ) throws(BoundError) -> Bound {
    let required = try ConformalRank.requiredObservations(level: level)
    guard count > 0 else { throw .noAnswers }
    let rank = ConformalRank.rank(observations: count, level: level)
    return Bound(
      level: level, confidence: level, kind: .conformalBound,
      method: .conformal,
      limit: rank.flatMap(stoppedLength).map { .tokens($0) } ?? .unbounded,
      rank: rank, observations: count, requiredObservations: required)
  }
}

extension LifeTables {
  /// The conformal bound of each task from its own answers (Mondrian): the
  /// promise holds given the task, not only on average over tasks.
  ///
  /// - Parameter level: In (0, 1).
  /// - Returns: A bound for every task; see `LifeTable.conformalBound(level:)`.
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public func conformalBounds(
    level: Double
  ) throws(BoundError) -> [TaskID: Bound] {
    var bounds: [TaskID: Bound] = [:]
    for task in tasks {
      guard let table = self[task], !table.isEmpty else { continue }
      bounds[task] = try table.conformalBound(level: level)
    }
    return bounds
  }
}
