public import DecodeEstimators
public import DecodeStatistics

extension TraceReader {
  /// Reads files, each of them once.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input.
  ///   - kept: Which answers are kept beside their tables.
  ///   - progress: Called now and then with the path of the file and how far
  ///     it is read.
  /// - Returns: The tables, none of them empty, the answers, and what was
  ///   assumed and left out. There may be no answers at all.
  /// - Throws: `TraceError` if a file cannot be read, is damaged, of no known
  ///   kind or without what is needed, has an invalid row (unless those are
  ///   skipped), or does not have the task asked for.
  public func contents(
    of paths: [String], keeping kept: TraceContents.Kept = .none,
    progress: (
      (_ path: String, _ bytesRead: Int, _ totalBytes: Int?) -> Void
    )? =
      nil
  ) throws(TraceError) -> TraceContents {
    let collector = try collector(keeping: kept)
    for path in paths {
      try read(TraceInput(path), into: collector) { read, total in
        progress?(path, read, total)
      }
    }
    return collector.finish()
  }

  /// Reads a file that was opened already.
  ///
  /// - Throws: As `contents(of:keeping:progress:)`.
  public func contents(
    of input: consuming TraceInput, keeping kept: TraceContents.Kept = .none,
    progress: Progress? = nil
  ) throws(TraceError) -> TraceContents {
    let collector = try collector(keeping: kept)
    try read(input, into: collector, progress: progress)
    return collector.finish()
  }

  func collector(
    keeping kept: TraceContents.Kept
  ) throws(TraceError) -> TraceCollector {
    guard !options.pooled || options.task == nil else {
      throw TraceError(
        .invalidMapping,
        detail: "a task was asked for, and all tasks pooled: give one of them")
    }
    return TraceCollector(options, keeping: kept)
  }

  func read(
    _ input: consuming TraceInput, into collector: TraceCollector,
    progress: Progress?
  ) throws(TraceError) {
    let name = input.name
    var input = input
    let sum = options.digests ? SharedChecksum() : nil
    input.source.checksum = sum
    if input.isJSON {
      var trace = JSONTrace(try JSONRecords(input.source), collector)
      try trace.read(progress)
    } else if input.isMetrics {
      collector.begin(name, .prometheus)
      try MetricsTrace.read(input.allBytes(), name, into: collector)
    } else if input.isYAML {
      throw TraceError(
        .unknownFormat, file: name,
        detail: "is YAML; of GuideLLM's reports the JSON is read, write it "
          + "with --output-path benchmarks.json")
    } else {
      var trace = try CSVTrace.open(
        CSVReader(input.source, chunkSize: chunkSize), collector)
      try trace.read(progress)
    }
    if let sum {
      collector.report.bytes = sum.checksum.byteCount
      collector.report.digest = sum.checksum.text
    }
    try collector.end()
  }
}

// MARK: - One file

extension TraceReader {
  /// Counts the answers of a file by task, length and ending.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - progress: Called now and then.
  /// - Returns: The tables, none of them empty, and what was assumed and left
  ///   out.
  /// - Throws: As `contents(of:keeping:progress:)`, and if there are no
  ///   answers.
  public func lifeTables(
    in path: String, progress: Progress? = nil
  ) throws(TraceError) -> (tables: LifeTables, report: ReadingReport) {
    let contents = try contents(of: TraceInput(path), progress: progress)
    try contents.requireAnswers()
    return (contents.tables, contents.reports[0])
  }

  /// The answers of a file, in their order.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - last: Keeps so many of the last ones; `nil` keeps all.
  ///   - progress: Called now and then.
  /// - Returns: The answers, and what was assumed and left out.
  /// - Throws: As `lifeTables(in:progress:)`.
  public func recordedAnswers(
    in path: String, last: Int? = nil, progress: Progress? = nil
  ) throws(TraceError) -> (answers: [RecordedAnswer], report: ReadingReport) {
    let contents = try contents(
      of: TraceInput(path), keeping: last.map { .last($0) } ?? .all,
      progress: progress)
    try contents.requireAnswers()
    return (contents.answers, contents.reports[0])
  }
}

extension TraceContents {
  /// Whether lengths or times are known in buckets.
  public var isGrouped: Bool {
    !histograms.isEmpty || !timeHistograms.isEmpty
  }

  /// Refuses to go on without a single answer.
  ///
  /// - Throws: `TraceError` of code `noAnswers`, which says what the files
  ///   have instead.
  public func requireAnswers() throws(TraceError) {
    guard tables.isEmpty else { return }
    let path = reports.map(\.path).joined(separator: ", ")
    let metric = histograms.first?.metric ?? timeHistograms.first?.metric
    if let metric {
      let what = histograms.isEmpty ? "times" : "lengths"
      throw TraceError(
        .noAnswers, file: path,
        detail: "has \(what) in buckets (\(metric)) and no single answers; "
          + "describe shows between which bounds quantiles lie")
    }
    var detail = "has no answers"
    let skipped = reports.reduce(0) { $0 + $1.rowsSkipped }
    if let reason = reports.lazy.compactMap(\.skippedReasons.first).first {
      detail +=
        ": \(skipped) invalid \(skipped == 1 ? "row was" : "rows were") "
        + "skipped, the first for: \(reason)"
    } else if let left = reports.lazy.flatMap(\.assumptions)
      .first(where: { $0.count != nil })
    {
      detail += ": \(left.text)"
    }
    throw TraceError(.noAnswers, file: path, detail: detail)
  }
}
