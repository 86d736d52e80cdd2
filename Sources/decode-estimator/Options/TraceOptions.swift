import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// How a trace is to be understood.
struct TraceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Names of columns in the file, with the unit of a time, such as "
        + "tokens=n,prompt=p,decode=took:s.",
      valueName: "key=name[:unit],..."))
  var columns: String?

  @Option(
    help: "The task to take from the file, or the name of its only task.")
  var task: String?

  @Flag(help: "Take all answers as one task named all.")
  var pooled = false

  @Option(
    help: ArgumentHelp(
      "Which tokens decode times cover: first-token-in-prefill or "
        + "every-token; by default what the file implies.",
      valueName: "name"),
    transform: { text in
      guard let found = ConventionName.convention(named: text) else {
        throw ValidationError(
          "--convention should be first-token-in-prefill or every-token, but "
            + "is \(text)")
      }
      return found
    })
  var convention: DecodeStepConvention?

  @Flag(
    help: ArgumentHelp(
      "Lengths are the model's own, however much they look set by a benchmark."
    ))
  var lengthsAreReal = false

  @Flag(help: "Leave invalid rows out, and say how many.")
  var skipInvalid = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard !pooled || task == nil else {
      throw ValidationError("give --task or --pooled, not both")
    }
  }

  /// A reader of such traces, with the cap of answers whose ending is not
  /// recorded.
  func reader(
    assumedCap: Int? = nil, origin: TraceReader.Origin = .one,
    digests: Bool = false
  ) throws(TraceError) -> TraceReader {
    var options = TraceReader.Options()
    if let columns { options.columns = try ColumnMapping(parsing: columns) }
    options.task = task.map { TaskID($0) }
    options.pooled = pooled
    options.assumedCap = assumedCap
    options.origin = origin
    options.convention = convention
    options.skipInvalid = skipInvalid
    options.digests = digests
    options.lengthsAreReal = lengthsAreReal
    return TraceReader(options)
  }

  /// What one pass over files finds, with notes on what was assumed; lengths
  /// in buckets will do if `mayBeGrouped`.
  func contents(
    of paths: [String], assumedCap: Int? = nil,
    origin: TraceReader.Origin = .one, keeping kept: TraceContents.Kept = .none,
    mayBeGrouped: Bool = false, digests: Bool = false
  ) throws -> TraceContents {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input (-) can be read once only")
    }
    let progress = ReadingProgress()
    let contents = try reader(
      assumedCap: assumedCap, origin: origin, digests: digests
    ).contents(of: paths, keeping: kept, progress: progress.update)
    progress.finish()
    note(contents)
    if !mayBeGrouped || !contents.isGrouped { try contents.requireAnswers() }
    return contents
  }

  /// What one pass over an input that was opened finds.
  func contents(
    of input: consuming TraceInput, assumedCap: Int? = nil,
    keeping kept: TraceContents.Kept = .none, mayBeGrouped: Bool = false
  ) throws -> TraceContents {
    let progress = ProgressLine("reading \(input.name)")
    let contents = try reader(assumedCap: assumedCap).contents(
      of: input, keeping: kept
    ) { progress.update(bytes: $0, of: $1) }
    progress.finish()
    note(contents)
    if !mayBeGrouped || !contents.isGrouped { try contents.requireAnswers() }
    return contents
  }

  /// The life tables of several files, merged.
  func tables(
    _ paths: [String], assumedCap: Int? = nil,
    origin: TraceReader.Origin = .one
  ) throws -> LifeTables {
    try contents(of: paths, assumedCap: assumedCap, origin: origin).tables
  }

  /// The answers of a file in their order, the last ones if `last` is given.
  func answers(
    _ path: String, assumedCap: Int?, last: Int? = nil
  ) throws -> [RecordedAnswer] {
    try answerContents(path, assumedCap: assumedCap, last: last).answers
  }

  /// What a file holds, with its answers in their order, the last ones if
  /// `last` is given.
  func answerContents(
    _ path: String, assumedCap: Int?, last: Int? = nil
  ) throws -> TraceContents {
    let contents = try contents(
      of: [path], assumedCap: assumedCap,
      keeping: last.map { .last($0) } ?? .all)
    if contents.dropped > 0, let last {
      Notes.say(
        "\(path): the first \(contents.dropped) rows were left out, the "
          + "last \(last) are looked at (--last)")
    }
    return contents
  }
}

// MARK: - Measured times

extension TraceOptions {
  /// The most answers whose measured times are fitted, the last ones.
  static let mostTimed = 200_000

  /// Fits a model's times to those that were measured, with a note, or leaves
  /// it as it is.
  func fitTimes(
    of model: inout DecodeModel, _ contents: TraceContents
  ) throws {
    guard !contents.answers.isEmpty else { return }
    if let convention = contents.convention { model.convention = convention }
    let timed = contents.answers.count { $0.decodeTime != nil }
    do throws(DecodeTimeError) {
      let caveats = try model.fitTimes(contents.answers)
      if timed > 0 {
        Notes.say(
          "decode times were fitted to \(timed) measured answers, "
            + "\(model.configurations.count) configurations")
      }
      if model.prefill != nil {
        Notes.say("prefill times were fitted too")
      }
      for sentence in [FitCaveat].sentences(caveats, hasUnit: false) {
        Notes.say("\(sentence)")
      }
    } catch {
      throw Failure.badData(
        "\(contents.reports.map(\.path).joined(separator: ", ")): measured "
          + "times: \(error); give --latency to leave them aside")
    }
  }
}

// MARK: - Notes

extension TraceOptions {
  func note(_ contents: TraceContents) {
    for report in contents.reports { note(report) }
  }

  /// Says what was assumed of a file, and what was left out.
  func note(_ report: ReadingReport) {
    func say(_ text: String) {
      Notes.say(text, of: report.path)
    }
    if report.format != .csv, report.format != .countTable {
      say("read as \(report.format.title)")
    }
    for assumption in report.assumptions { say(assumption.text) }
    if let convention = report.convention {
      say(
        "decode times are known of \(report.timedRows) "
          + (report.timedRows == 1 ? "answer" : "answers")
          + "; in them \(convention) (\(ConventionName.name(convention)))")
    }
    if report.rowsSkipped > 0 {
      let rows =
        report.rowsSkipped == 1
        ? "1 invalid row was" : "\(report.rowsSkipped) invalid rows were"
      say("\(rows) left out, the first for:")
      for reason in report.skippedReasons { Notes.more("\(reason)") }
    }
  }
}
