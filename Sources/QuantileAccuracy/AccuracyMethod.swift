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
  /// A family fitted to each task.
  case family(Family)
  /// A regression on prompt length and task.
  case regression(RegressionPredictor.Model)

  /// All of them, baselines first.
  public static var all: [AccuracyMethod] {
    [.pooled, .perTask, .windowed, .conditional, .frozenConditional]
      + RegressionPredictor.Model.allCases.map(AccuracyMethod.regression)
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

  /// Whether it learns the answers that judge it, each once it is forecast.
  public var learnsOn: Bool { self == .windowed || self == .conditional }
}

extension AccuracySuite {
  /// Judges a method.
  ///
  /// One that goes on learning does so where the split is one in time.
  ///
  /// - Parameter method: The method.
  /// - Returns: The report, under the method's name.
  /// - Throws: `FitError`, `RegressionError` where it cannot be fitted to the
  ///   answers to learn from; `AccuracyError` as for any forecaster.
  public func report(_ method: AccuracyMethod) throws -> AccuracyReport {
    var suite = self
    if case .temporal(let share) = split, method.learnsOn {
      suite = try AccuracySuite(
        answers, split: .prequential(share), levels: levels,
        falseAlarm: falseAlarm, tolerance: tolerance)
    }
    return try suite.report(method.name) { answers in
      switch method {
      case .pooled: try LawForecaster(empirical: answers)
      case .perTask: try LawForecaster(empirical: answers, byTask: true)
      case .windowed: WindowForecaster(answers)
      case .conditional, .frozenConditional:
        try ConditionalForecaster(
          answers, settings: .init(levels: levels))
      case .family(let family): try LawForecaster(family, answers)
      case .regression(let model):
        RegressionForecaster(
          try RegressionPredictor(model, answers, levels: levels))
      }
    }
  }
}

extension ConditionalLengthSettings {
  fileprivate init(levels: [Double]) {
    self.init()
    self.levels = levels
  }
}
