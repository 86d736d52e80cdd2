internal import DecodeEstimators
public import DecodeStatistics

/// How good a forecaster's quantiles of one level are.
public struct LevelAccuracy: Sendable, Hashable, Codable {
  /// How many answers were within them.
  public var coverage: QuantileCoverage
  /// The mean pinball loss, in tokens.
  public var pinball: Double

  /// The level.
  public var level: Double { coverage.level }
}

/// How good a forecaster is for the answers of one task.
public struct TaskAccuracy: Sendable, Hashable, Codable {
  /// The task.
  public var task: TaskID
  /// For each level, how many of its answers were within their quantiles.
  public var coverage: [QuantileCoverage]
  /// The mean pinball loss over all levels; NaN where all were cancelled.
  public var meanPinball: Double
}

/// How good a forecaster's quantiles are, on answers that it did not know.
///
/// `print(report)` shows it, `JSONEncoder` writes it, `commaSeparatedValues`
/// is for plotting programs and `reliabilityPlot()` is a picture.
public struct AccuracyReport: Sendable, Hashable, Codable {
  /// The forecaster's name.
  public let method: String
  /// How the trace was divided.
  public let split: AccuracySplit
  /// Answers learnt before the first forecast; with tasks left out, all.
  public let trainCount: Int
  /// Answers that judged.
  public let testCount: Int
  /// Coverage and loss of each level.
  public let levels: [LevelAccuracy]
  /// The judged answers in four consecutive parts, each with the coverage of
  /// every level; empty where the split has no order of time.
  public let blocks: [[QuantileCoverage]]
  /// Coverage and loss of each task, by name.
  public let tasks: [TaskAccuracy]
  /// The mean pinball loss over levels of each judged answer, in their order,
  /// weighted for cancelled ones.
  public let losses: [Double]
  /// The mean CRPS of min(N, c), c at most the longest length of the trace;
  /// `nil` where no law is behind the quantiles.
  public let crps: Double?
  /// Whether the quantiles are right.
  public let verdict: AccuracyVerdict

  init(
    method: String, suite: AccuracySuite, levels: [LevelAccuracy],
    blocks: [[QuantileCoverage]], tasks: [TaskAccuracy], losses: [Double],
    crps: Double?
  ) throws(AccuracyError) {
    self.method = method
    split = suite.split
    trainCount =
      suite.folds.count == 1
      ? suite.folds[0].training.count : suite.answers.count
    testCount = suite.testCount
    self.levels = levels
    self.blocks = blocks
    self.tasks = tasks
    self.losses = losses
    self.crps = crps
    do throws(ScoringError) {
      verdict = try AccuracyVerdict(
        levels: levels.map(\.coverage), blocks: blocks, tasks: tasks,
        falseAlarm: suite.falseAlarm, tolerance: suite.tolerance)
    } catch {
      throw .scoring(error)
    }
  }

  /// The mean pinball loss over all levels and answers, in tokens.
  public var meanPinball: Double {
    levels.reduce(0) { $0 + $1.pinball } / Double(levels.count)
  }

  /// Whether judged answers were learnt, each once it had been forecast.
  public var learnsOn: Bool {
    if case .prequential = split { true } else { false }
  }

  /// What this forecaster saves or costs against another on the same answers.
  ///
  /// - Parameters:
  ///   - baseline: The other's report, from the same suite.
  ///   - confidence: Of the interval, in (0, 1).
  /// - Returns: The comparison.
  /// - Throws: `AccuracyError.notPaired` for a report from other answers,
  ///   `scoring` where a loss is not finite, the other loses nothing or the
  ///   answers are too few.
  public func compared(
    with baseline: AccuracyReport, confidence: Double = 0.95
  ) throws(AccuracyError) -> PairedComparison {
    guard split.judgesLike(baseline.split),
      losses.count == baseline.losses.count
    else { throw .notPaired(method, baseline.method) }
    do throws(ScoringError) {
      return try PairedComparison(
        losses, baseline: baseline.losses, confidence: confidence)
    } catch {
      throw .scoring(error)
    }
  }
}

extension AccuracySplit {
  /// Whether both judge the same answers in the same order.
  fileprivate func judgesLike(_ other: Self) -> Bool {
    switch (self, other) {
    case (.temporal(let share), .prequential(let second)),
      (.prequential(let share), .temporal(let second)):
      share == second
    default: self == other
    }
  }
}

/// A forecaster's mean loss against another's on the same answers.
public struct PairedComparison: Sendable, Hashable, Codable {
  /// Its mean loss over the other's: below 1 it is better.
  public let ratio: Double
  /// The interval of the ratio, from that of the difference of the losses
  /// (`DieboldMariano`), the other's mean taken as it is.
  public let lower: Double
  /// See `lower`.
  public let upper: Double
  /// The confidence of the interval, asymptotic.
  public let confidence: Double
  /// The two-sided p-value of equal mean losses, asymptotic.
  public let pValue: Double

  init(
    _ losses: [Double], baseline: [Double], confidence: Double
  ) throws(ScoringError) {
    let test = try DieboldMariano(losses, baseline)
    let difference = try test.interval(confidence: confidence)
    let mean = baseline.reduce(0, +) / Double(baseline.count)
    guard mean > 0 else {
      throw .notFinite(name: "a loss relative to none", value: .infinity)
    }
    ratio = 1 + test.meanDifference / mean
    lower = 1 + difference.lower / mean
    upper = 1 + (difference.upper ?? .infinity) / mean
    self.confidence = confidence
    pValue = test.pValue
  }
}
