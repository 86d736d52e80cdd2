import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import QuantileAccuracy

/// `evaluate`: how accurate forecasts are on answers that they did not know.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "How accurate the quantiles of lengths are on answers not seen: "
      + "the package's default beside baselines.",
    discussion: """
      The first answers of a trace, in order of time, are learnt, the others
      are forecast and judge. Methods:
        pooled           empirical quantiles of all answers, the baseline
        per-task         empirical quantiles of each task
        windowed         those of each task's last 1000 answers; goes on
                         learning
        default          conditional on task and prompt length, adaptive:
                         learns each answer once it has been forecast
        default-frozen   the same, as it was at the split
        negative-binomial-regression, quantile-regression
                         on the logarithm of prompt tokens, and tasks
        and each parametric family, fitted to each task.

      Coverage is the share of answers no longer than their quantile, and
      pinball the mean loss in tokens, of min(N, c) under a cap c. CRPS is
      that of the whole law, up to the longest answer. The interval of a
      method's loss relative to pooled is of Diebold and Mariano, asymptotic,
      at 95 %. A method is calibrated if exact binomial tails leave its counts
      with more than --false-alarm, for all answers, four parts in time and
      each task at once, --tolerance allowed.

      The JSON object has trainCount, testCount, split, and methods: for each
      method, learnsOn, levels (level, coverage, lower, upper, trials,
      pinball), meanPinball, crps, relativeToPooled (ratio, lower, upper,
      confidence, pValue), calibrated, verdict, and with --by-task tasks;
      failures tells which methods have no fit.
      """)

  /// The order in which answers are learnt and judged.
  enum Order: String, CaseIterable, ExpressibleByArgument {
    case time
    case random
    case tasks
  }

  @Argument(help: "A trace, in order of time.")
  var trace: String

  @Option(help: "The share of the answers that is learnt first.")
  var split = 0.5

  @Option(
    help: ArgumentHelp(
      "time: the first answers are learnt; random: drawn ones; tasks: each "
        + "task is forecast from all the others.",
      valueName: "order"))
  var order = Order.time

  @Option(help: ArgumentHelp("Levels of the quantiles.", valueName: "q,..."))
  var levels = "0.5,0.9,0.95,0.99"

  @Option(
    help: ArgumentHelp(
      "Methods beside pooled, by name; all if none is given.",
      valueName: "name,..."))
  var methods: String?

  @OptionGroup var which: AnswerOptions

  @Option(help: "The probability of calling right quantiles wrong, at most.")
  var falseAlarm = 0.01

  @Option(help: "By how much coverage may differ from the level.")
  var tolerance = 0.015

  @Flag(help: "Show each task.")
  var byTask = false

  @Option(
    help: ArgumentHelp(
      "Write a reliability plot of the default (SVG).", valueName: "file"))
  var plot: String?

  @OptionGroup var options: TraceOptions

  func validate() throws {
    try requireProbability(split, "--split")
    try requireProbability(falseAlarm, "--false-alarm")
    guard tolerance >= 0, tolerance < 1 else {
      throw ValidationError(
        "--tolerance should be at least 0 and below 1, but is \(tolerance)")
    }
    _ = try parsedLevels()
    let methods = try parsedMethods()
    guard plot == nil || methods.contains(.conditional) else {
      throw ValidationError("--plot needs default among --methods")
    }
  }

  private func parsedLevels() throws -> [Double] {
    let found = levels.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0) ?? .nan }
    let bounds = [0] + found + [1]
    guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw ValidationError(
        "--levels should be increasing and between 0 and 1, such as "
          + "0.5,0.95, but is \(levels)")
    }
    return found
  }

  /// The methods, the baseline first.
  private func parsedMethods() throws -> [AccuracyMethod] {
    guard let methods else { return AccuracyMethod.all }
    let found = try methods.split(separator: ",").map { name in
      guard let method = AccuracyMethod(named: String(name)) else {
        throw ValidationError(
          "--methods should be some of "
            + AccuracyMethod.all.map(\.name).joined(separator: ", ")
            + ", but has \(name)")
      }
      return method
    }
    return [.pooled] + found.filter { $0 != .pooled }
  }

  private var accuracySplit: AccuracySplit {
    switch order {
    case .time: .temporal(split)
    case .random: .random(split)
    case .tasks: .leaveOneTaskOut
    }
  }

  func run() throws {
    try reportingFailures {
      let answers = try which.answers(trace, options)
      let suite: AccuracySuite
      do throws(AccuracyError) {
        suite = try AccuracySuite(
          answers, split: accuracySplit, levels: try parsedLevels(or: []),
          falseAlarm: falseAlarm, tolerance: tolerance)
      } catch {
        throw Failure.badData("\(trace): \(error)")
      }
      var reports: [AccuracyReport] = []
      var failures: [EvaluationOutput.Failure] = []
      for method in try parsedMethods() {
        do {
          reports.append(try suite.report(method))
        } catch {
          failures.append(.init(method: method.name, reason: "\(error)"))
        }
      }
      let output = try EvaluationOutput(
        reports, failures: failures, suite: suite, byTask: byTask)
      if let plot, let report = reports.first(where: { $0.method == "default" })
      {
        try AtomicFile.write(Array(report.reliabilityPlot().utf8), to: plot)
      }
      if options.json {
        try printJSON(output)
      } else {
        output.print()
      }
    }
  }

  private func parsedLevels(
    or none: [Double]
  ) throws(AccuracyError) -> [Double] {
    (try? parsedLevels()) ?? none
  }
}
