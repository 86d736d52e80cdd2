internal import DecodeEstimators
internal import DecodeStatistics

/// Training entries of llm-d's latency predictor, one a line or in bulk.
struct LLMDFormat: JSONFormat {
  private static let load: [(key: StaticString, name: String)] = [
    ("kv_cache_percentage", "kv_cache_percentage"),
    ("num_request_waiting", "num_request_waiting"),
    ("num_request_running", "num_request_running"),
    ("prefix_cache_score", "prefix_cache_score"),
    ("prefill_tokens_in_flight", "prefill_tokens_in_flight"),
    ("decode_tokens_in_flight", "decode_tokens_in_flight"),
    ("encoder_matched_size", "encoder_matched_size"),
    ("encoder_input_size", "encoder_input_size"),
  ]

  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    guard let entries = record["entries"] else {
      return try readEntry(record, line, collector)
    }
    for entry in entries.elements {
      try collector.attempt { () throws(TraceError) in
        try readEntry(entry, line, collector)
      }
    }
  }

  private func readEntry(
    _ entry: JSONValue, _ line: Int, _ collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    let fields = JSONFields(record: entry, line: line, collector: collector)
    var row = TraceRow()
    row.line = line
    row.tokens =
      try fields.tokens(
        entry["num_tokens_generated"], "num_tokens_generated") ?? 0
    row.promptTokens = try fields.tokens(
      entry["input_token_length"], "input_token_length")
    row.times.prefill = try fields.seconds(
      entry["actual_ttft_ms"], "actual_ttft_ms", .milliseconds)
    row.times.perToken = try fields.seconds(
      entry["actual_tpot_ms"], "actual_tpot_ms", .milliseconds)
    row.timestamp = fields.moment(entry["timestamp"])
    row.configuration["pod_type"] = fields.label(entry["pod_type"])
    for (key, name) in Self.load {
      if let value = entry[key]?.number, value.isFinite {
        row.features[name] = .number(value)
      }
    }
    try collector.take(&row)
  }
}
