internal import DecodeEstimators
public import DecodeStatistics

/// How good a forecaster's quantiles of one level are.
public struct LevelAccuracy: Sendable, Hashable, Codable {
  /// How many answers were within them.
  public var coverage: QuantileCoverage
  /// The mean pinball loss, in tokens.
  public var pinball: Double
  /// Which answers, in their order, were longer.
  public var exceedances: ExceedanceBacktest

  /// The level.
  public var level: Double { coverage.level }
}

/// Whether answers stopped coming as they were forecast.
public struct DriftFinding: Sendable, Hashable, Codable {
  /// α: if all forecasts are right, an alarm is ever raised with at most that.
  public let falseAlarm: Double
  /// How many judged answers had been seen at the alarm; `nil` without one.
  public let alarm: Int?
  /// Where, as far as can be told, the change began: an estimate.
  public let suspectedStart: Int?

  init(_ monitor: DriftMonitor) {
    falseAlarm = monitor.falseAlarm
    alarm = monitor.alarm
    suspectedStart = monitor.suspectedStart
  }
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
  /// Whether the answers' residuals under the laws forecast for them speak
  /// against these; `nil` without laws or an order of time.
  public let drift: DriftFinding?
  /// Whether the quantiles are right.
  public let verdict: AccuracyVerdict
  /// Whether judged answers were learnt, each once its outcome was known.
  public let learnsOn: Bool

  init(
    method: String, suite: AccuracySuite, learnsOn: Bool,
    levels: [LevelAccuracy],
    blocks: [[QuantileCoverage]], tasks: [TaskAccuracy], losses: [Double],
    crps: Double?, drift: DriftFinding?
  ) throws(AccuracyError) {
    self.method = method
    self.learnsOn = learnsOn
    self.drift = drift
    split = suite.split
    trainCount = suite.trainCount
    testCount = suite.testCount
    self.levels = levels
    self.blocks = blocks
    self.tasks = tasks
    self.losses = losses
    self.crps = crps
    do throws(LengthLawError) {
      verdict = try AccuracyVerdict(
        levels: levels.map(\.coverage), blocks: blocks, tasks: tasks,
        falseAlarm: suite.falseAlarm, tolerance: suite.tolerance)
    } catch {
      throw .law(error)
    }
  }

  /// The mean pinball loss over all levels and answers, in tokens.
  public var meanPinball: Double {
    levels.reduce(0) { $0 + $1.pinball } / Double(levels.count)
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
    guard split == baseline.split,
      losses.count == baseline.losses.count
    else { throw .notPaired(method, baseline.method) }
    do throws(LengthLawError) {
      return try PairedComparison(
        losses, baseline: baseline.losses, confidence: confidence)
    } catch {
      throw .law(error)
    }
  }
}

/// A forecaster's mean loss against another's on the same answers.
public struct PairedComparison: Sendable, Hashable, Codable {
  /// Its mean loss over the other's: below 1 it is better.
  public let ratio: Double
  /// The interval of the ratio, from that of the difference of the losses
  /// (`DieboldMariano`), the other's mean taken as it is; no lower than 0.
  public let lower: Double
  /// See `lower`.
  public let upper: Double
  /// The confidence of the interval, asymptotic.
  public let confidence: Double
  /// The two-sided p-value of equal mean losses, asymptotic.
  public let pValue: Double

  init(
    _ losses: [Double], baseline: [Double], confidence: Double
  ) throws(LengthLawError) {
    let test = try DieboldMariano(losses, baseline)
    let difference = try test.interval(confidence: confidence)
    let mean = baseline.reduce(0, +) / Double(baseline.count)
    guard mean > 0 else {
      throw .notFinite(name: "a loss relative to none", value: .infinity)
    }
    ratio = 1 + test.meanDifference / mean
    lower = max(0, 1 + difference.lower / mean)
    upper = 1 + (difference.upper ?? .infinity) / mean
    self.confidence = confidence
    pValue = test.pValue
  }
}
