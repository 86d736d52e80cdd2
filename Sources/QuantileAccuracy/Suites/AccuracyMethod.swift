public import DecodeEstimators
public import DecodeStatistics

/// A way to forecast lengths, by name: the baselines and the package's own.
public enum AccuracyMethod: Sendable, Hashable {
  /// The empirical quantiles of all answers together.
  case pooled
  /// The empirical quantiles of each task.
  case perTask
  /// The empirical quantiles of each task's last 1000 answers, which goes on
  /// learning.
  case windowed
  /// `ConditionalLengthModel` with its default settings, which goes on
  /// learning.
  case conditional
  /// The same, as it was at the split.
  case frozenConditional
  /// The default with its levels shifted online until they cover their shares
  /// (`CalibratedForecaster`).
  case calibrated
  /// A family fitted to each task.
  case family(Family)
  /// A regression on prompt length and task.
  case regression(RegressionForecaster.Model)

  /// All of them, baselines first.
  public static var all: [AccuracyMethod] {
    [
      .pooled, .perTask, .windowed, .conditional, .frozenConditional,
      .calibrated,
    ]
      + RegressionForecaster.Model.allCases.map(AccuracyMethod.regression)
      + Family.allCases.map(AccuracyMethod.family)
  }

  /// Its name; that of the package's own is `default`.
  public var name: String {
    switch self {
    case .pooled: "pooled"
    case .perTask: "per-task"
    case .windowed: "windowed"
    case .conditional: "default"
    case .frozenConditional: "default-frozen"
    case .calibrated: "default-calibrated"
    case .family(let family): family.rawValue
    case .regression(let model): model.rawValue
    }
  }

  /// The method of a name, or `nil`.
  public init?(named name: String) {
    guard let method = Self.all.first(where: { $0.name == name }) else {
      return nil
    }
    self = method
  }

  /// Whether it learns the answers that judge it, each once its outcome is
  /// known.
  public var learnsOn: Bool {
    switch self {
    case .windowed, .conditional, .calibrated: true
    default: false
    }
  }
}

extension AccuracySuite {
  /// Judges a method.
  ///
  /// One that goes on learning does so where the split is one in time.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - each: Called with every forecast that judges.
  /// - Returns: The report, under the method's name.
  /// - Throws: `LengthLawError`, `EstimationError` where it cannot be fitted to the
  ///   answers to learn from; `AccuracyError` as for any forecaster.
  public func report(
    _ method: AccuracyMethod, each: ((JudgedForecast) -> Void)? = nil
  ) throws -> AccuracyReport {
    func observing(
      _ forecaster: any LengthForecaster, _ observation: Observation
    ) throws -> AccuracyReport {
      try report(
        method.name, of: forecaster, observing: observation, each: each)
    }
    func fitting(
      _ learn: ([RecordedAnswer]) throws -> any LengthForecaster
    ) throws -> AccuracyReport {
      try report(forecaster: method.name, each: each, learning: learn)
    }
    switch method {
    case .pooled:
      return try fitting { try TaskLawForecaster(empirical: LifeTables($0)) }
    case .perTask:
      return try fitting {
        try TaskLawForecaster(empirical: LifeTables($0), byTask: true)
      }
    case .windowed: return try observing(WindowForecaster(), .throughout)
    case .conditional:
      return try observing(ConditionalLengthModel(), .throughout)
    case .frozenConditional:
      return try observing(ConditionalLengthModel(), .training)
    case .calibrated:
      return try observing(
        CalibratedForecaster(ConditionalLengthModel(), levels: levels),
        .throughout)
    case .family(let family):
      return try fitting { try TaskLawForecaster(family, LifeTables($0)) }
    case .regression(let model):
      return try fitting { try RegressionForecaster(model, $0, levels: levels) }
    }
  }
}
