internal import DecodeStatistics

/// A kind of JSON records.
protocol JSONFormat {
  /// Hands what a record holds to the collector.
  ///
  /// - Throws: `TraceError` for a record that does not have the shape it
  ///   should; rows that are invalid by themselves are skipped or thrown by
  ///   the collector.
  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError)
}

/// A file of JSON in the course of being read.
struct JSONTrace: ~Copyable {
  private var records: JSONRecords
  private let collector: TraceCollector
  private var format: (any JSONFormat)?

  init(_ records: consuming JSONRecords, _ collector: TraceCollector) {
    self.records = records
    self.collector = collector
    collector.begin(self.records.path, .csv)
  }

  /// Hands all records to the collector.
  ///
  /// - Throws: `TraceError` for a file that is damaged or of no known kind,
  ///   and for an invalid record, unless those are skipped.
  mutating func read(
    _ progress: TraceReader.Progress?
  ) throws(TraceError) {
    var count = 0
    while true {
      if count & 0xFF == 0 { progress?(records.bytesRead, records.totalBytes) }
      count += 1
      do throws(TraceError) {
        guard let record = try records.next() else { break }
        if format == nil { try begin(record) }
        try format?.read(record, line: records.line, into: collector)
      } catch {
        guard error.code != .unknownFormat, error.code != .missingDetails
        else { throw error }
        try collector.skip(error)
      }
    }
    progress?(records.bytesRead, records.totalBytes)
    guard format != nil || collector.report.rowsSkipped > 0 else {
      throw TraceError(
        .noAnswers, file: records.path, detail: "holds no JSON object")
    }
  }

  private mutating func begin(_ record: JSONValue) throws(TraceError) {
    guard let kind = TraceFormat(recordKeysOf: record) else {
      let keys = record.members.map(\.key)
      let isModel = keys.contains("tables") && keys.contains("format")
      throw TraceError(
        .unknownFormat, file: records.path, line: records.line,
        detail: isModel
          ? "is a model, expected a trace; fit makes one of the other"
          : "is JSON of no kind that is read, with the keys "
            + quotedList(keys, limit: 12)
            + "; the verb formats lists what is")
    }
    collector.begin(records.path, kind)
    collector.declaredConvention = .firstTokenInPrefill
    format = kind.jsonFormat
    if kind != .openTelemetry || collector.options.pooled {
      _ = try collector.numberOfOnlyTask()
    }
  }
}

extension TraceFormat {
  /// The kind that a record is by its keys, `nil` if it is none of them.
  init?(recordKeysOf record: JSONValue) {
    if record["resourceSpans"] != nil {
      self = .openTelemetry
    } else if record["request_parameters"] != nil {
      self = .sglangServer
    } else if let first = record["benchmarks"], first.isArray {
      self = .guidellm
    } else if record["metadata"]?["benchmark_phase"] != nil
      || record["metadata"]?["credit_phase"] != nil
    {
      self = .aiperf
    } else if record["dataset_name"] != nil, record["backend"] != nil {
      self = .sglangBench
    } else if record["model_id"] != nil,
      record["output_lens"] != nil || record["completed"] != nil
    {
      self = .vllmBench
    } else if record["output_lens"] != nil {
      self = .vllmBench
    } else if record["number_output_tokens"] != nil {
      self = .llmperf
    } else if record["info"] != nil, record["start_time"] != nil {
      self = .inferencePerf
    } else if record["output_length"] != nil {
      self = .mooncake
    } else if record["actual_tpot_ms"] != nil
      || record["num_tokens_generated"] != nil || record["entries"] != nil
    {
      self = .llmd
    } else if record["turns"] != nil, record["session_id"] != nil {
      self = .copilot
    } else {
      return nil
    }
  }

  /// What reads the records of the format; `nil` if they are not JSON.
  var jsonFormat: (any JSONFormat)? {
    switch self {
    case .vllmBench: BenchRunFormat(.vllm)
    case .sglangBench: BenchRunFormat(.sglang)
    case .sglangServer: SGLangServerFormat()
    case .aiperf: AIPerfFormat()
    case .guidellm: GuideLLMFormat()
    case .inferencePerf: InferencePerfFormat()
    case .llmperf: LLMPerfFormat()
    case .openTelemetry: OpenTelemetryFormat()
    case .mooncake: MooncakeFormat()
    case .llmd: LLMDFormat()
    case .copilot: CopilotFormat()
    case .csv, .countTable, .azure, .burstGPT, .blis, .prometheus: nil
    }
  }
}
