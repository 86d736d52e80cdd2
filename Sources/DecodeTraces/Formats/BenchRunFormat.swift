/// The runs that `vllm bench serve` and SGLang's `bench_serving` write: one
/// object a run, with an array for each quantity.
struct BenchRunFormat: JSONFormat {
  enum Program {
    case vllm
    case sglang
  }

  private let program: Program
  private var runs = 0

  init(_ program: Program) { self.program = program }

  mutating func read(
    _ run: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.isBenchmark = true
    runs += 1
    if runs == 2 {
      collector.tally.note(
        .severalRuns, "several runs of the benchmark are in one file")
    }
    guard let lengths = run["output_lens"], lengths.isArray else {
      throw TraceError(
        .missingDetails, file: collector.report.path, line: line,
        detail: "has the summary of a run and no single requests; run again "
          + (program == .vllm
            ? "with --save-detailed" : "with --output-details"))
    }
    if program == .sglang, !collector.options.lengthsAreReal {
      collector.tally.note(
        .lengthsLookForced,
        "bench_serving ignores the end of the text unless it is given "
          + "--disable-ignore-eos, and does not record which: lengths may be "
          + "those asked for, and say then how long tokens take, not how long "
          + "answers are")
    }
    let fields = JSONFields(record: run, line: line, collector: collector)
    let configuration = labels(fields)
    let columns = Columns(run, lengths)
    guard columns.areEqual else {
      throw TraceError(
        .malformedJSON, file: collector.report.path, line: line,
        detail: "the arrays of the run have different lengths")
    }
    var rows = columns.rows
    while let values = rows.next() {
      collector.countRow()
      try collector.attempt { () throws(TraceError) in
        if let error = values.error?.bytes, !error.isEmpty {
          collector.tally.count(.failed)
          return
        }
        var row = TraceRow()
        row.line = line
        row.tokens = try fields.tokens(values.length, "output_lens") ?? 0
        row.promptTokens = try fields.tokens(values.prompt, "input_lens")
        row.times.prefill = try fields.seconds(values.first, "ttfts")
        row.times.between = try fields.sum(values.between, "itls")
        row.times.total = try fields.seconds(values.total, "latencies")
        row.timestamp = fields.moment(values.start)
        row.configuration = configuration
        try collector.add(&row)
      }
    }
  }

  /// The settings of a run by which times differ.
  private func labels(_ fields: JSONFields) -> [String: String] {
    var labels: [String: String] = [:]
    labels["model"] = fields.label(fields.record["model_id"])
    labels["max_concurrency"] = fields.label(fields.record["max_concurrency"])
    labels["request_rate"] = fields.label(fields.record["request_rate"])
    return labels
  }
}

/// The arrays of a run, side by side.
private struct Columns {
  private let lengths: JSONValue
  private let others: [JSONValue?]

  init(_ run: JSONValue, _ lengths: JSONValue) {
    self.lengths = lengths
    others = [
      run["input_lens"], run["ttfts"], run["itls"], run["latencies"],
      run["start_times"], run["errors"],
    ]
  }

  /// Whether the arrays that are there have as many elements as the lengths.
  var areEqual: Bool {
    let count = lengths.elements.reduce(0) { count, _ in count + 1 }
    return others.allSatisfy { other in
      guard let other else { return true }
      return other.elements.reduce(0) { count, _ in count + 1 } == count
    }
  }

  struct Row {
    var length: JSONValue
    var prompt: JSONValue?
    var first: JSONValue?
    var between: JSONValue?
    var total: JSONValue?
    var start: JSONValue?
    var error: JSONValue?
  }

  struct Rows: IteratorProtocol {
    var lengths: JSONValue.Elements
    var others: [JSONValue.Elements?]

    mutating func next() -> Row? {
      guard let length = lengths.next() else { return nil }
      var values: [JSONValue?] = []
      for index in others.indices {
        values.append(others[index]?.next())
      }
      return Row(
        length: length, prompt: values[0], first: values[1],
        between: values[2], total: values[3], start: values[4],
        error: values[5])
    }
  }

  var rows: Rows {
    Rows(lengths: lengths.elements, others: others.map { $0?.elements })
  }
}
