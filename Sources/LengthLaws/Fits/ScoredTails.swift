import NumericalMethods

/// The two tails of a continuous law at a point, with derivatives.
struct ScoredTails {
  /// log P(X ≤ x).
  var lower: Scored
  /// log P(X > x).
  var upper: Scored

  /// log P(x < X ≤ x′), from the tail in which both ends lie.
  func logDifference(to next: ScoredTails) -> Scored {
    next.lower.value < upper.value
      ? next.lower.logDifference(lower) : upper.logDifference(next.upper)
  }
}
