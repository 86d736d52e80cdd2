internal import DecodeEstimators
internal import DecodeStatistics

/// SGLang's server log of requests, `--export-metrics-to-file`.
struct SGLangServerFormat: JSONFormat {
  private let nested = NestedJSON()

  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    let fields = JSONFields(record: record, line: line, collector: collector)
    var row = TraceRow()
    row.line = line
    row.tokens =
      try fields.tokens(record["completion_tokens"], "completion_tokens") ?? 0
    row.promptTokens =
      try fields.tokens(record["prompt_tokens"], "prompt_tokens")
    // The request itself is JSON within a string.
    if let request = nested.value(record["request_parameters"]?.bytes) {
      row.cap = try fields.tokens(
        request["sampling_params"]?["max_new_tokens"], "max_new_tokens")
      if let choices = request["sampling_params"]?["n"]?.integer, choices > 1 {
        collector.tally.count(.severalChoices)
        return
      }
    }
    let reason = record["finish_reason"]
    guard fields.ending(reason?["type"] ?? reason, into: &row) else { return }
    row.times.total = try fields.seconds(record["e2e_latency"], "e2e_latency")
    if let cached = try fields.tokens(record["cached_tokens"], "cached_tokens")
    {
      row.features["cached_tokens"] = .number(Double(cached))
    }
    try collector.take(&row)
  }
}
