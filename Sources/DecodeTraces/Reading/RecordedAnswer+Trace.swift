public import DecodeEstimators
internal import DecodeStatistics

extension RecordedAnswer {
  /// A row of a trace, as the answer to a request.
  ///
  /// Longer contexts than any model has are no cap.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - prefill: The time of the prefill phase where none is recorded.
  public init(_ row: TraceAnswer, prefill: Duration = .zero) {
    self.init(
      DecodeRequest(
        task: row.task,
        cap: row.cap.map { min($0, TotalDecodeTime.maximumCap) },
        promptTokens: row.promptTokens,
        configuration: row.configuration.isEmpty
          ? nil : Configuration(row.configuration),
        prefill: row.prefillSeconds.map { .clamped(seconds: $0) } ?? prefill),
      tokens: row.outputTokens, ending: row.ending,
      decodeTime: row.decodeSeconds.map { .clamped(seconds: $0) },
      count: row.count,
      arrival: row.timestamp.flatMap(Timestamp.seconds).map {
        .clamped(seconds: $0)
      })
  }
}

extension TraceReader {
  /// The rows of a file as answers to requests, in their order.
  ///
  /// - Parameters:
  ///   - path: The file: a trace or a count table, plain or gzip.
  ///   - last: Keeps so many of the last rows and drops those before; `nil`
  ///     keeps all.
  ///   - timedOnly: Gives no answer of a file without a column of measured
  ///     times.
  ///   - progress: Called after each chunk of about 64 KiB.
  /// - Returns: The answers, how many rows were dropped, and what was assumed.
  /// - Throws: `TraceError` as `lifeTables(in:progress:)`.
  public func recordedAnswers(
    in path: String, last: Int? = nil, timedOnly: Bool = false,
    progress: Progress? = nil
  ) throws(TraceError) -> (
    answers: [RecordedAnswer], dropped: Int, report: ReadingReport
  ) {
    var file = try TraceFile.open(
      path, reader: self, detail: .everything, progress: progress)
    guard !timedOnly || file.hasTimes else { return ([], 0, file.report) }
    var kept: [RecordedAnswer] = []
    var (oldest, dropped) = (0, 0)
    while let row = try file.nextAnswer() {
      if let last, kept.count >= max(last, 1) {
        kept[oldest] = RecordedAnswer(row)
        oldest = (oldest + 1) % kept.count
        dropped += 1
      } else {
        kept.append(RecordedAnswer(row))
      }
    }
    try file.checkTask()
    let report = file.report
    guard !kept.isEmpty else { throw Self.noAnswers(path, report) }
    return (Array(kept[oldest...] + kept[..<oldest]), dropped, report)
  }
}
