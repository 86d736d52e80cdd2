import DecodeStatistics
import QuantileAccuracy

/// What `evaluate` finds, as JSON that other programs rely on.
struct EvaluationOutput: Encodable {
  struct Level: Encodable {
    var level: Double
    var coverage: Double
    var coverageBelow: Double
    var lower: Double
    var upper: Double
    var trials: Int
    @Nullable var pinball: Double?
    var independence: Independence?

    init(
      _ coverage: QuantileCoverage, pinball: Double?,
      exceedances: ExceedanceBacktest? = nil
    ) throws {
      let share = try coverage.proportion()
      let limits = try share.clopperPearson()
      level = coverage.level
      self.coverage = share.estimate
      coverageBelow =
        Double(coverage.below + coverage.belowCap)
        / Double(coverage.trials)
      independence = exceedances.map(Independence.init)
      lower = limits.lower
      upper = limits.upper ?? 1
      trials = coverage.trials
      self.pinball = pinball
    }
  }

  /// Christoffersen's test that a miss makes the next no more likely.
  struct Independence: Encodable {
    var likelihoodRatio: Double
    var pValue: Double

    init(_ exceedances: ExceedanceBacktest) {
      likelihoodRatio = exceedances.independence.likelihoodRatio
      pValue = exceedances.independence.pValue
    }
  }

  /// When forecasts were found to be no longer right.
  struct Drift: Encodable {
    var falseAlarm: Double
    @Nullable var alarm: Int?
    @Nullable var suspectedStart: Int?

    init(_ finding: DriftFinding) {
      falseAlarm = finding.falseAlarm
      alarm = finding.alarm
      suspectedStart = finding.suspectedStart
    }
  }

  struct Task: Encodable {
    var task: String
    var testCount: Int
    var levels: [Level]
    @Nullable var meanPinball: Double?

    init(_ task: TaskAccuracy) throws {
      self.task = task.task.rawValue
      testCount = task.coverage.first?.trials ?? 0
      levels = try task.coverage.map { try Level($0, pinball: nil) }
      meanPinball = task.meanPinball
    }
  }

  struct Method: Encodable {
    var method: String
    var learnsOn: Bool
    var levels: [Level]
    @Nullable var meanPinball: Double?
    @Nullable var crps: Double?
    @Nullable var relativeToPooled: PairedComparison?
    var calibrated: Bool
    var verdict: String
    @Nullable var drift: Drift?
    var tasks: [Task]?
  }

  struct Failure: Encodable {
    var method: String
    var reason: String
  }

  var trainCount: Int
  var testCount: Int
  var split: String
  var delay: String
  var secondsPerToken: Double?
  var methods: [Method]
  var failures: [Failure]
  /// Absent where no times were measured.
  var times: [TimeEvaluation]?
  private var delayText: String

  private enum CodingKeys: String, CodingKey {
    case trainCount
    case testCount
    case split
    case delay
    case secondsPerToken
    case methods
    case failures
    case times
  }

  init(
    _ reports: [AccuracyReport], failures: [Failure],
    times: [TimeAccuracyReport], suite: AccuracySuite,
    byTask: Bool
  ) throws {
    trainCount = reports.first?.trainCount ?? 0
    testCount = suite.testCount
    split = "\(suite.split)"
    switch suite.delay {
    case .none: delay = "none"
    case .recorded: delay = "recorded"
    case .secondsPerToken(let seconds):
      (delay, secondsPerToken) = ("tokens", seconds)
    }
    delayText = "\(suite.delay)"
    let pooled = reports.first { $0.method == AccuracyMethod.pooled.name }
    methods = try reports.map { report in
      Method(
        method: report.method, learnsOn: report.learnsOn,
        levels: try report.levels.map {
          try Level(
            $0.coverage, pinball: $0.pinball, exceedances: $0.exceedances)
        },
        meanPinball: report.meanPinball, crps: report.crps,
        relativeToPooled: try? pooled.map { try report.compared(with: $0) },
        calibrated: report.verdict.isCalibrated,
        verdict: "\(report.verdict)", drift: report.drift.map(Drift.init),
        tasks: byTask ? try report.tasks.map(Task.init) : nil)
    }
    self.failures = failures
    self.times = times.isEmpty ? nil : try TimeEvaluation.all(times)
  }
}

extension EvaluationOutput {
  /// Prints the report for people.
  func print() {
    let levels = methods.first?.levels.map(\.level) ?? []
    StandardOutput.print(
      "\(testCount) answers judge, \(split)"
        + (methods.contains(where: \.learnsOn)
          ? "; methods with * go on learning: \(delayText)" : "") + "\n")
    table(
      ["method"] + levels.map { Format.level($0) }
        + ["pinball", "/ pooled", "95 % interval", "CRPS", "calibrated"],
      methods.map { method in
        [method.method + (method.learnsOn ? " *" : "")]
          + method.levels.map { Format.number($0.coverage * 100, 1) }
          + [
            Format.number(method.meanPinball, 3),
            Format.ratio(method.relativeToPooled?.ratio),
            method.relativeToPooled.map {
              "\(Format.ratio($0.lower))…\(Format.ratio($0.upper))"
            } ?? "—",
            Format.number(method.crps, 2), method.calibrated ? "yes" : "no",
          ]
      })
    printTasks(levels)
    StandardOutput.print(
      "\nP50 and the others: percent of answers within that quantile. pinball "
        + "and CRPS: mean losses\nin tokens; small is good.")
    for name in [AccuracyMethod.conditional.name, AccuracyMethod.pooled.name] {
      guard let method = methods.first(where: { $0.method == name }) else {
        continue
      }
      StandardOutput.print("\n\(name) is \(method.verdict)")
      if let drift = method.drift, let alarm = drift.alarm {
        StandardOutput.print(
          "Its laws no longer fit: alarm at answer \(alarm) of those judged"
            + (drift.suspectedStart.map { ", change since about \($0)" } ?? "")
            + " (probability of a false alarm at most "
            + "\(Format.percent(drift.falseAlarm)) %)")
      }
    }
    if let times { TimeEvaluation.print(times) }
    for failure in failures {
      StandardOutput.print("\nno \(failure.method): \(failure.reason)")
    }
  }

  private func printTasks(_ levels: [Double]) {
    let names = methods.first?.tasks?.map(\.task) ?? []
    for (place, name) in names.enumerated() {
      StandardOutput.print("\ntask \(name)")
      table(
        ["method"] + levels.map { Format.level($0) } + ["pinball", "answers"],
        methods.compactMap { method in
          guard let task = method.tasks?[place] else { return nil }
          return [method.method]
            + task.levels.map { Format.number($0.coverage * 100, 1) }
            + [Format.number(task.meanPinball, 3), "\(task.testCount)"]
        })
    }
  }

  private func table(_ header: [String], _ rows: [[String]]) {
    var table = TextTable(header)
    for row in rows { table.add(row) }
    table.print()
  }
}
