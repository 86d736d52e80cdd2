internal import DecodeEstimators
public import DecodeStatistics

/// One prefill of a trace, and where it stands.
public struct PrefillRow: Sendable, Hashable {
  /// The prefill.
  public var observation: PrefillObservation
  /// Which row below the header it is, counting from 0.
  public var index: Int
  /// The line on which the row starts, counting from 1.
  public var line: Int

  /// A prefill and its place.
  public init(_ observation: PrefillObservation, index: Int, line: Int) {
    self.observation = observation
    self.index = index
    self.line = line
  }
}

extension TraceReader {
  /// The prefills of a file, in their order.
  ///
  /// Of CSV `prompt_tokens` and `prefill_ms` are required, in every row;
  /// `config.*` columns are the configuration, and of `task` only the one
  /// wanted is taken. No other column is looked at, so that a log of prefills
  /// needs no output tokens. Of other formats it is the answers that have both.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - unit: What the column of prefill times counts; `nil` takes the unit
  ///     that `Options.columns` or its name states, else milliseconds.
  ///   - progress: Called after each chunk of about 64 KiB.
  /// - Returns: The rows, and what was left out.
  /// - Throws: `TraceError` if the file cannot be read, is damaged, lacks a
  ///   column, has an invalid row (unless those are skipped), has no rows, or
  ///   does not have the task asked for.
  public func prefills(
    in path: String, unit: TimeUnit? = nil, progress: Progress? = nil
  ) throws(TraceError) -> (rows: [PrefillRow], report: ReadingReport) {
    let input = try TraceInput(path)
    guard !input.isJSON else {
      return try Self.prefills(
        try contents(of: input, keeping: .all, progress: progress))
    }
    var csv = CSVReader(input.source, chunkSize: chunkSize)
    let path = csv.path
    let (header, line) = try csv.readHeader()
    let layout = try ColumnLayout(
      header: header, mapping: options.columns, path: path, line: line,
      required: [.promptTokens, .prefill])
    let parser = PrefillParser(
      layout: layout,
      unit: options.columns[.prefill]?.unit
        ?? unit ?? layout.unit(of: .prefill),
      rows: RowParser(layout: layout, options: options, path: path))
    var rows: [PrefillRow] = []
    var report = ReadingReport()
    let (task, skipInvalid) = (options.task, options.skipInvalid)
    try csv.forEachRow(from: 1, progress: progress) {
      (row, batch) throws(TraceError) in
      report.rowsRead += 1
      do throws(TraceError) {
        try row.require(fields: header.count, in: path)
        guard parser.isWanted(row, in: batch, task: task) else {
          report.rowsOfOtherTasks += 1
          return
        }
        rows.append(
          PrefillRow(
            try parser.observation(row, in: batch),
            index: report.rowsRead - 1, line: row.line))
      } catch {
        guard skipInvalid else { throw error }
        report.skip(error)
      }
    }
    guard !rows.isEmpty else {
      guard let task, report.rowsOfOtherTasks > 0 else {
        throw TraceError(
          .noAnswers, file: path,
          detail: "has no rows"
            + (report.skippedReasons.first.map {
              ": all were skipped, the first for: \($0)"
            } ?? ""))
      }
      throw TraceError(
        .unknownTask, file: path,
        detail: "no row is of the task \"\(printable(task.rawValue))\"")
    }
    return (rows: rows, report: report)
  }
}

extension TraceReader {
  /// The prefills of answers that have both a prompt and a time.
  private static func prefills(
    _ contents: TraceContents
  ) throws(TraceError) -> (rows: [PrefillRow], report: ReadingReport) {
    var rows: [PrefillRow] = []
    for answer in contents.answers {
      guard let tokens = answer.request.promptTokens, tokens >= 1,
        let time = answer.prefillTime, time > .zero
      else { continue }
      rows.append(
        PrefillRow(
          PrefillObservation(
            promptTokens: tokens, prefillSeconds: time.inSeconds,
            configuration: answer.request.configuration
              ?? ServingConfiguration()),
          index: answer.id, line: answer.line))
    }
    guard let report = contents.reports.first, !rows.isEmpty else {
      throw TraceError(
        .noAnswers, file: contents.reports.first?.path,
        detail: "has no answers with a prompt's length and a first token's "
          + "time")
    }
    return (rows, report)
  }
}

/// Understands a row as a prefill.
private struct PrefillParser {
  let layout: ColumnLayout
  let unit: TimeUnit
  let rows: RowParser

  func isWanted(
    _ row: CSVBatch.Row, in batch: borrowing CSVBatch, task: TaskID?
  ) -> Bool {
    guard let task, let place = layout[.task] else { return true }
    let field = batch.field(place, of: row)
    return String(validating: field, as: UTF8.self) == task.rawValue
  }

  func observation(
    _ row: CSVBatch.Row, in batch: borrowing CSVBatch
  ) throws(TraceError) -> PrefillObservation {
    let tokens = batch.field(layout[.promptTokens] ?? 0, of: row)
    guard let count = tokens.integer,
      (1...TraceReader.maximumTokens).contains(count)
    else {
      throw rows.invalid(
        tokens, .promptTokens, row,
        "an integer from 1 to \(TraceReader.maximumTokens)")
    }
    let time = batch.field(layout[.prefill] ?? 0, of: row)
    let seconds = time.finiteNumber.map(unit.seconds) ?? 0
    guard seconds > 0, seconds <= DecodeTimeError.maximumSeconds else {
      throw rows.invalid(
        time, .prefill, row,
        "a number of \(unit.plural) above 0")
    }
    return PrefillObservation(
      promptTokens: count, prefillSeconds: seconds,
      configuration: ServingConfiguration(
        try rows.configuration(of: row, in: batch)))
  }
}
