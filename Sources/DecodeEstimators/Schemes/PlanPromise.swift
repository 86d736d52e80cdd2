public import DecodeStatistics

/// What schemes 3 and 4 are to promise.
public enum PlanPromise: String, Sendable, Hashable, CaseIterable {
  /// Nothing: a plug-in quantile.
  case plugIn = "plug-in"
  /// An upper confidence bound of the task's law.
  case confidence
  /// That the next answer is within the plan, on average over requests, from
  /// what is known of this one.
  case conformal

  /// The kind of bound that keeps it.
  public var kind: Bound.Kind {
    switch self {
    case .plugIn: .plugInQuantile
    case .confidence: .upperConfidenceBound
    case .conformal: .conformalBound
    }
  }
}

extension CompiledModel {
  /// The estimator of one of the four schemes; another scheme gets the fourth.
  ///
  /// - Parameters:
  ///   - scheme: The scheme.
  ///   - level: The level of the quantile planned with, in (0, 1).
  ///   - confidence: The confidence of schemes 3 and 4, in (0, 1).
  ///   - promise: What these promise.
  /// - Returns: The estimator.
  /// - Throws: `EstimationError` for a number out of range, or a promise that
  ///   the model cannot give.
  public func estimator(
    _ scheme: EstimationScheme, level: Double = 0.95,
    confidence: Double = 0.95, promise: PlanPromise = .confidence
  ) throws(EstimationError) -> any DecodeEstimator {
    let confidence: Double? = promise == .plugIn ? nil : confidence
    switch scheme {
    case .conservative where promise == .conformal:
      return try ConformalEstimator(self, level: level)
    case .layered where promise == .conformal:
      return try LayeredEstimator(ConformalEstimator(self, level: level))
    case .point:
      return PointEstimator(self)
    case .distributional:
      return try DistributionalEstimator(self, level: level)
    case .conservative:
      return try ConservativeEstimator(
        self, level: level, confidence: confidence)
    default:
      return try LayeredEstimator(
        ConservativeEstimator(self, level: level, confidence: confidence))
    }
  }
}
