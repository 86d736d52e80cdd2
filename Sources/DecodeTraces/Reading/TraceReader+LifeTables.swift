public import DecodeStatistics

extension TraceReader {
  /// Counts the answers of a file by task, length and ending.
  ///
  /// Columns beside those are not looked at, so that a malformed prompt
  /// length, say, goes unnoticed here.
  ///
  /// - Parameters:
  ///   - path: The file: a trace or a count table, plain or gzip.
  ///   - progress: Called after each chunk of about 64 KiB.
  /// - Returns: The tables, none of them empty, and what was assumed and left
  ///   out.
  /// - Throws: `TraceError` if the file cannot be read, is damaged, lacks a
  ///   column, has an invalid row (unless those are skipped), has no answers,
  ///   or does not have the task asked for.
  public func lifeTables(
    in path: String, progress: Progress? = nil
  ) throws(TraceError) -> (tables: LifeTables, report: ReadingReport) {
    var file = try TraceFile.open(
      path, reader: self, detail: .lengths, progress: progress)
    var byNumber: [LifeTable] = []
    while let answer = try file.next() {
      while byNumber.count <= answer.task { byNumber.append(LifeTable()) }
      do throws(LifeTableError) {
        try byNumber[answer.task].record(
          length: answer.outputTokens, ending: answer.ending,
          count: answer.count)
      } catch {
        throw TraceError(
          .invalidValue, file: path, line: answer.line,
          detail: error.description)
      }
    }
    try file.checkTask()
    var tables = LifeTables()
    for (number, table) in byNumber.enumerated() where !table.isEmpty {
      let task = TaskID(file.names[number])
      var merged = tables[task] ?? LifeTable()
      do throws(LifeTableError) {
        try merged.merge(table)
      } catch {
        throw TraceError(
          .invalidValue, file: path, detail: error.description)
      }
      tables[task] = merged
    }
    let report = file.report
    guard !tables.isEmpty else { throw Self.noAnswers(path, report) }
    return (tables: tables, report: report)
  }

  static func noAnswers(
    _ path: String, _ report: ReadingReport, of name: String = "answers"
  ) -> TraceError {
    var detail = "has no \(name)"
    if let reason = report.skippedReasons.first {
      let count = report.rowsSkipped
      detail +=
        ": \(count) invalid \(count == 1 ? "row was" : "rows were") skipped, "
        + "the first for: \(reason)"
    }
    return TraceError(.noAnswers, file: path, detail: detail)
  }
}
