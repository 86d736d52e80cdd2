import DecodeStatistics

/// What of a task's answers a scheme plans with.
enum PlanningRule: Equatable, Sendable {
  /// E[min(N, c)].
  case mean
  /// A quantile of the law.
  case quantile(Double)
  /// An upper confidence bound of a quantile.
  case bound(level: Double, confidence: Double)
}
