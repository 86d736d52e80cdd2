internal import DecodeStatistics

extension TraceReader {
  /// Hands over the rows of a file one by one, in their order.
  ///
  /// All columns are looked at. A file with a header and no rows is fine.
  ///
  /// - Parameters:
  ///   - path: The file: a trace or a count table, plain or gzip.
  ///   - progress: Called after each chunk of about 64 KiB.
  ///   - body: Called with each row; what it throws ends the reading.
  /// - Returns: What was assumed and left out.
  /// - Throws: `TraceError` as `lifeTables(in:progress:)`, or what `body`
  ///   throws.
  @discardableResult
  public func forEachAnswer(
    in path: String, progress: Progress? = nil,
    _ body: (TraceAnswer) throws -> Void
  ) throws -> ReadingReport {
    var file = try TraceFile.open(
      path, reader: self, detail: .everything, progress: progress)
    while let answer = try file.nextAnswer() { try body(answer) }
    try file.checkTask()
    return file.report
  }

  /// All rows of a file, in their order.
  ///
  /// - Parameters:
  ///   - path: The file: a trace or a count table, plain or gzip.
  ///   - progress: Called after each chunk of about 64 KiB.
  /// - Returns: The rows, and what was assumed and left out.
  /// - Throws: `TraceError` as `lifeTables(in:progress:)`.
  public func answers(
    in path: String, progress: Progress? = nil
  ) throws(TraceError) -> (answers: [TraceAnswer], report: ReadingReport) {
    var file = try TraceFile.open(
      path, reader: self, detail: .everything, progress: progress)
    var answers: [TraceAnswer] = []
    while let answer = try file.nextAnswer() { answers.append(answer) }
    try file.checkTask()
    return (answers: answers, report: file.report)
  }
}

extension TraceFile {
  /// The next valid row with all its columns, `nil` at the end.
  mutating func nextAnswer() throws(TraceError) -> TraceAnswer? {
    guard let lengths = try next() else { return nil }
    return TraceAnswer(
      task: TaskID(names[lengths.task]), outputTokens: lengths.outputTokens,
      ending: lengths.ending, cap: lengths.cap,
      promptTokens: details.promptTokens,
      prefillSeconds: details.prefillSeconds,
      decodeSeconds: details.decodeSeconds, timestamp: details.timestamp,
      configuration: details.configuration, count: lengths.count,
      line: lengths.line)
  }
}
