import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// How a trace is to be understood.
struct TraceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Names of columns in the file, such as "
        + "tokens=GeneratedTokens,prompt=ContextTokens.",
      valueName: "key=name,..."))
  var columns: String?

  @Option(
    help: "The task to take from the file, or the name of its only task.")
  var task: String?

  @Flag(help: "Leave invalid rows out, and say how many.")
  var skipInvalid = false

  @Flag(help: "Print one JSON object.")
  var json = false

  /// A reader of such traces, with the cap of answers whose ending is not
  /// recorded.
  func reader(
    assumedCap: Int? = nil, origin: TraceReader.Origin = .one
  ) throws(TraceError) -> TraceReader {
    var options = TraceReader.Options()
    if let columns { options.columns = try ColumnMapping(parsing: columns) }
    options.task = task.map { TaskID($0) }
    options.assumedCap = assumedCap
    options.origin = origin
    options.skipInvalid = skipInvalid
    return TraceReader(options)
  }

  /// The life tables of several files, merged, with notes on what was assumed.
  func tables(
    _ paths: [String], assumedCap: Int? = nil,
    origin: TraceReader.Origin = .one
  ) throws -> LifeTables {
    let reader = try reader(assumedCap: assumedCap, origin: origin)
    var all = LifeTables()
    for path in paths {
      let progress = ProgressLine(path)
      let (tables, report) = try reader.lifeTables(
        in: path, progress: progress.update)
      progress.finish()
      note(report, path, origin)
      do throws(LifeTableError) {
        try all.merge(tables)
      } catch {
        throw Failure.badData("\(path): \(error)")
      }
    }
    return all
  }

  /// The rows of a file in their order, with notes on what was assumed.
  func answers(_ path: String, assumedCap: Int? = nil) throws -> [TraceAnswer] {
    let progress = ProgressLine(path)
    let (answers, report) = try reader(assumedCap: assumedCap).answers(
      in: path, progress: progress.update)
    progress.finish()
    note(report, path, .one)
    guard !answers.isEmpty else {
      throw Failure.badData("\(path): has no answers")
    }
    return answers
  }

  /// The most rows whose measured times are fitted, the last ones.
  private static let mostTimed = 200_000

  /// Fits a model's times to what files have measured, with a note, or leaves
  /// it as it is.
  func fitTimes(of model: inout DecodeModel, _ paths: [String]) throws {
    let reader = try reader()
    var answers: [RecordedAnswer] = []
    for path in paths {
      answers += try reader.recordedAnswers(
        in: path, last: Self.mostTimed, timedOnly: true
      ).answers
    }
    let timed = answers.count { $0.decodeTime != nil }
    guard !answers.isEmpty else { return }
    do throws(LatencyFitError) {
      let caveats = try model.fitTimes(answers)
      if timed > 0 {
        StandardError.print(
          "note: decode times were fitted to \(timed) measured answers, "
            + "\(model.configurations.count) configurations")
      }
      if model.prefill != nil {
        StandardError.print("note: prefill times were fitted too")
      }
      for sentence in [FitCaveat].sentences(caveats, hasUnit: false) {
        StandardError.print("note: \(sentence)")
      }
    } catch {
      throw Failure.badData(
        "\(paths.joined(separator: ", ")): measured times: \(error); give "
          + "--latency to leave them aside")
    }
  }

  /// The last rows of a file as answers to requests, in their order, with
  /// notes on what was assumed and how many came before.
  func recordedAnswers(
    _ path: String, assumedCap: Int?, last: Int
  ) throws -> [RecordedAnswer] {
    let progress = ProgressLine(path)
    let (answers, dropped, report) = try reader(assumedCap: assumedCap)
      .recordedAnswers(in: path, last: last, progress: progress.update)
    progress.finish()
    note(report, path, .one)
    if dropped > 0 {
      StandardError.print(
        "note: \(path): the first \(dropped) rows were left out, the last "
          + "\(last) are looked at (--last)")
    }
    return answers
  }

  func note(
    _ report: ReadingReport, _ path: String, _ origin: TraceReader.Origin
  ) {
    func say(_ text: String) { StandardError.print("note: \(path): \(text)") }
    if report.endingsAssumedStopped {
      say(
        "no ending and no cap is recorded, so every answer counts as stopped")
    }
    if report.wholeFileIsOneTask {
      say(
        "no task is recorded, so all answers count as the task "
          + "\"\(TraceReader.wholeFileTask)\"")
    }
    if report.rowsSkipped > 0 {
      say("\(report.rowsSkipped) invalid rows were left out, the first ones:")
      for reason in report.skippedReasons { StandardError.print("  \(reason)") }
    }
  }
}
