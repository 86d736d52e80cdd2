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
    discussion: explanation)

  /// The order in which answers are learnt and judged.
  enum Order: String, CaseIterable, ExpressibleByArgument {
    case time
    case random
    case folds
    case tasks
  }

  @Argument(help: "A trace, in order of time.")
  var trace: String

  @Option(help: "The share of the answers that is learnt first.")
  var split = 0.5

  @Option(
    help: ArgumentHelp(
      "time: the first answers are learnt; random: drawn ones; folds: each "
        + "of five random parts is forecast from the others; tasks: each task "
        + "is forecast from all the others.",
      valueName: "order"))
  var order = Order.time

  @Option(help: ArgumentHelp("Levels of the quantiles.", valueName: "q,..."))
  var levels = "0.5,0.9,0.95,0.99"

  @Option(
    help: ArgumentHelp(
      "Methods beside pooled, by name; all if none is given.",
      valueName: "name,..."))
  var methods: String?

  @Option(
    help: ArgumentHelp(
      "When outcomes are known: recorded, a time for each token, or none.",
      valueName: "delay"))
  var delay: DelayArgument?

  @Option(
    help: ArgumentHelp(
      "Write every quantile that judged (CSV).", valueName: "file"))
  var writeForecasts: String?

  @Option(
    help: ArgumentHelp(
      "Judge forecasts that were made elsewhere. May be given several times.",
      valueName: "name=file"))
  var forecasts: [ForecastArgument] = []

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

  @OptionGroup var general: GeneralOptions

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
    case .folds: .folds(5)
    case .tasks: .leaveOneTaskOut
    }
  }

  func run() throws {
    try reportingFailures {
      let contents = try which.contents(trace, options)
      let answers = contents.answers
      let suite = try suite(answers)
      var reports: [AccuracyReport] = []
      var failures: [EvaluationOutput.Failure] = []
      var written = ForecastWriter()
      let methods = try parsedMethods()
      let progress = ProgressLine("judging \(methods.count) methods")
      for (place, method) in methods.enumerated() {
        progress.update(steps: place, of: methods.count)
        do {
          reports.append(
            writeForecasts == nil
              ? try suite.report(method)
              : try suite.report(method) { written.add($0) })
        } catch {
          failures.append(.init(method: method.name, reason: "\(error)"))
        }
      }
      progress.finish()
      for forecast in forecasts {
        reports.append(try report(suite, forecast))
      }
      let output = try EvaluationOutput(
        reports, failures: failures,
        times: times(suite, contents.convention), suite: suite,
        byTask: byTask)
      if let writeForecasts {
        try AtomicFile.write(written.contents, to: writeForecasts)
      }
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

  private func suite(_ answers: [RecordedAnswer]) throws -> AccuracySuite {
    if let place = answers.firstIndex(where: { $0.count != 1 }) {
      throw Failure.badData(
        "\(trace): \(AccuracyError.counted(answer: place, count: answers[place].count))"
      )
    }
    let delay = delay?.delay ?? OutcomeDelay(for: answers)
    if delay != .none, answers.contains(where: { $0.timestamp == nil }) {
      throw Failure.badData(
        "\(trace): --delay needs a timestamp of every row: a number of "
          + "seconds, or a date with a time")
    }
    if delay == .recorded, answers.contains(where: { $0.decodeTime == nil }) {
      throw Failure.badData(
        "\(trace): --delay recorded needs a decode time of every row; give a "
          + "time for each token, such as 30ms, or none")
    }
    do throws(AccuracyError) {
      return try AccuracySuite(
        answers, split: accuracySplit, levels: try parsedLevels(or: []),
        delay: delay, falseAlarm: falseAlarm, tolerance: tolerance)
    } catch {
      throw Failure.badData("\(trace): \(error)")
    }
  }

  /// How good the times are that are served, where any were measured; times
  /// that allow no fit do not stop the rest.
  private func times(
    _ suite: AccuracySuite, _ convention: DecodeStepConvention?
  ) -> [TimeAccuracyReport] {
    do {
      return try suite.timeReports(
        convention: convention ?? .everyTokenIsAStep)
    } catch {
      StandardError.print(
        "note: \(trace): the measured times are not judged: \(error)")
      return []
    }
  }

  /// Judges a file of forecasts.
  private func report(
    _ suite: AccuracySuite, _ forecast: ForecastArgument
  ) throws -> AccuracyReport {
    var table = ForecastTable()
    let quantiles = try ForecastReader().forecasts(
      at: forecast.path, method: forecast.name)
    for quantile in quantiles {
      table.add(
        row: quantile.row, level: quantile.level, quantile: quantile.tokens)
    }
    do {
      return try suite.report(forecast.name, of: table)
    } catch let error as AccuracyError {
      throw Failure.badData("\(forecast.path): \(error)")
    }
  }

  private func parsedLevels(
    or none: [Double]
  ) throws(AccuracyError) -> [Double] {
    (try? parsedLevels()) ?? none
  }
}
