internal import DecodeEstimators
internal import DecodeStatistics

/// GuideLLM's `benchmarks.json`: one object with the requests of each
/// benchmark, sorted by what became of them.
struct GuideLLMFormat: JSONFormat {
  private let nested = NestedJSON()

  mutating func read(
    _ report: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.isBenchmark = true
    guard let benchmarks = report["benchmarks"] else { return }
    let count = benchmarks.elements.reduce(0) { count, _ in count + 1 }
    var hasRequests = false
    for (number, benchmark) in benchmarks.elements.enumerated() {
      guard let requests = benchmark["requests"] else { continue }
      hasRequests = true
      let label = count > 1 ? "\(number)" : nil
      for request in (requests["successful"]?.elements ?? report.elements) {
        try read(request, line, label, isComplete: true, collector)
      }
      for request in (requests["incomplete"]?.elements ?? report.elements) {
        try read(request, line, label, isComplete: false, collector)
      }
      for _ in (requests["errored"]?.elements ?? report.elements) {
        collector.countRow()
        collector.tally.count(.failed)
      }
    }
    guard hasRequests else {
      throw TraceError(
        .missingDetails, file: collector.report.path, line: line,
        detail: "has no single requests; run again with the output in full, "
          + "--output-path benchmarks.json")
    }
  }

  private func read(
    _ request: JSONValue, _ line: Int, _ label: String?, isComplete: Bool,
    _ collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    let fields = JSONFields(record: request, line: line, collector: collector)
    try collector.attempt { () throws(TraceError) in
      var row = TraceRow()
      row.line = line
      row.tokens =
        try fields.tokens(
          request["output_tokens"]
            ?? request["output_metrics"]?["total_tokens"]
            ?? request["output_metrics"]?["text_tokens"], "output_tokens") ?? 0
      row.ending = isComplete ? nil : .cancelled
      row.promptTokens = try fields.tokens(
        request["prompt_tokens"] ?? request["input_metrics"]?["text_tokens"],
        "prompt_tokens")
      if let arguments = nested.value(request["request_args"]?.bytes) {
        let body = arguments["body"] ?? arguments
        row.cap = try fields.tokens(
          body["max_completion_tokens"] ?? body["max_tokens"], "max_tokens")
      }
      row.times.prefill = try fields.seconds(
        request["time_to_first_token_ms"], "time_to_first_token_ms",
        .milliseconds)
      row.times.total = try fields.seconds(
        request["request_latency"], "request_latency")
      let timings = request["info"]?["timings"]
      if let first = timings?["first_token_iteration"]?.number,
        let last = timings?["last_token_iteration"]?.number, last >= first
      {
        row.times.decode = last - first
      }
      row.timestamp = fields.moment(
        request["request_start_time"] ?? timings?["request_start"])
      row.conversation = request["info"]?["conversation_id"]?.string
      row.turn = request["info"]?["turn_index"]?.integer
      if let images = request["input_metrics"]?["image_tokens"]?.number {
        row.features["image_tokens"] = .number(images)
      }
      if let label { row.configuration["benchmark"] = label }
      try collector.add(&row)
    }
  }
}
