public import LengthLaws

extension LifeTable {
  /// The upper confidence bound for the q-quantile of N, or of min(N, c), that
  /// makes the most of answers that were cut.
  ///
  /// Where no answer was cut below it, it is the order statistic, exact
  /// whatever the law; otherwise the beta-product bound, which holds if cuts
  /// do not depend on the length, and whose kind says so.
  ///
  /// Under a cap c, answers cut at c or later are complete: min(N, c) = c.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - cap: c ≥ 1; `nil` bounds the latent N.
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if a probability is out of range or there is no
  ///   answer.
  public func upperBound(
    level: Double, confidence: Double, underCap cap: Int? = nil
  ) throws(BoundError) -> Bound {
    let table = try cap.map { (c) throws(BoundError) in try completed(by: c) }
    let answers = table ?? self
    let ranks = try answers.orderStatisticBound(
      level: level, confidence: confidence)
    guard answers.isCut(below: ranks.limit.tokens ?? .max) else {
      return ranks
    }
    return try answers.betaProductBound(level: level, confidence: confidence)
  }

  /// Whether an answer was cut before so many tokens.
  func isCut(below length: Int) -> Bool {
    censoredCount > 0
      && rows.contains { $0.length < length && $0.censored > 0 }
  }

  /// The answers as they would have been under a cap c: those of c or more
  /// tokens have c, and that is all there is to know of them.
  package func completed(by cap: Int) throws(BoundError) -> LifeTable {
    try BoundError.require("cap", cap, atLeast: 1)
    var result = LifeTable()
    for row in rows {
      let isComplete = row.length >= cap
      try result.add(
        min(row.length, cap),
        stopped: isComplete ? row.total : row.stopped,
        capped: isComplete ? 0 : row.capped,
        cancelled: isComplete ? 0 : row.cancelled)
    }
    return result
  }

  /// Adds answers of which there is no doubt that they can be counted.
  fileprivate mutating func add(
    _ length: Int, stopped: Int = 0, capped: Int = 0, cancelled: Int = 0
  ) throws(BoundError) {
    do throws(LengthLawError) {
      try record(length: length, ending: .stopped, count: stopped)
      try record(length: length, ending: .capped, count: capped)
      try record(length: length, ending: .cancelled, count: cancelled)
    } catch {
      throw .law(error)
    }
  }
}

/// What a bound would be if cancelled answers were as short, or as long, as
/// they can be.
///
/// A bound that uses cancelled answers assumes that users do not cancel
/// because answers are long. They do; so the two extremes stand beside it.
public struct CancellationSensitivity: Sendable, Hashable {
  /// The bound if each cancelled answer had stopped where it was cancelled.
  public let ifStopped: Bound
  /// The bound if no cancelled answer had ever stopped.
  public let ifEndless: Bound

  package init(ifStopped: Bound, ifEndless: Bound) {
    self.ifStopped = ifStopped
    self.ifEndless = ifEndless
  }
}

extension LifeTable {
  /// The bound with cancelled answers as short, and as long, as they can be.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - cap: c ≥ 1; `nil` bounds the latent N.
  /// - Returns: Both bounds; `nil` where no answer was cancelled.
  /// - Throws: `BoundError` as `upperBound(level:confidence:underCap:)`.
  public func cancellationSensitivity(
    level: Double, confidence: Double, underCap cap: Int? = nil
  ) throws(BoundError) -> CancellationSensitivity? {
    guard cancelledCount > 0 else { return nil }
    let end = max(maximum ?? 1, cap ?? 1)
    var (stopped, endless) = (LifeTable(), LifeTable())
    for row in rows {
      try stopped.add(
        row.length, stopped: row.stopped + row.cancelled, capped: row.capped)
      try endless.add(row.length, stopped: row.stopped, capped: row.capped)
    }
    // An answer without an end is one cut after all the others.
    try endless.add(end, capped: cancelledCount)
    return CancellationSensitivity(
      ifStopped: try stopped.upperBound(
        level: level, confidence: confidence, underCap: cap),
      ifEndless: try endless.upperBound(
        level: level, confidence: confidence, underCap: cap))
  }
}
