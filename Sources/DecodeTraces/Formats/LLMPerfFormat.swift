/// llmperf's individual responses: an array with an object a request.
struct LLMPerfFormat: JSONFormat {
  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    collector.isBenchmark = true
    let fields = JSONFields(record: record, line: line, collector: collector)
    guard record["error_code"] == nil else {
      collector.tally.count(.failed)
      return
    }
    var row = TraceRow()
    row.line = line
    row.tokens =
      try fields.tokens(
        record["number_output_tokens"], "number_output_tokens") ?? 0
    row.promptTokens = try fields.tokens(
      record["number_input_tokens"], "number_input_tokens")
    row.times.prefill = try fields.seconds(record["ttft_s"], "ttft_s")
    row.times.total = try fields.seconds(
      record["end_to_end_latency_s"], "end_to_end_latency_s")
    try collector.take(&row)
  }
}
