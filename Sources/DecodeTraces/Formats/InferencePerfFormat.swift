/// inference-perf's `per_request_lifecycle_metrics.json`: an array with an
/// object a request.
struct InferencePerfFormat: JSONFormat {
  private let nested = NestedJSON()

  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    collector.isBenchmark = true
    let fields = JSONFields(record: record, line: line, collector: collector)
    let info = record["info"]
    let response = info?["response_metrics"]
    guard record["error"] == nil else {
      collector.tally.count(.failed)
      return
    }
    var row = TraceRow()
    row.line = line
    let usage = response?["server_usage"]
    if let served = try fields.tokens(
      usage?["completion_tokens"], "completion_tokens")
    {
      row.tokens = served
    } else {
      row.tokens =
        try fields.tokens(
          response?["output_tokens"] ?? info?["output_tokens"],
          "output_tokens") ?? 0
      if row.tokens > 0 { collector.tally.count(.clientSideCounts) }
    }
    row.promptTokens = try fields.tokens(
      usage?["prompt_tokens"]
        ?? info?["request_metrics"]?["text"]?["input_tokens"]
        ?? info?["input_tokens"], "input_tokens")
    if let request = nested.value(record["request"]?.bytes) {
      row.cap = try fields.tokens(
        request["max_completion_tokens"] ?? request["max_tokens"],
        "max_tokens")
    }
    if let reply = nested.value(record["response"]?.bytes) {
      var last: JSONValue?
      for choice in (reply["choices"]?.elements ?? reply.elements) {
        last = choice["finish_reason"] ?? last
      }
      guard fields.ending(last, into: &row) else { return }
    }
    readTimes(record, response, into: &row)
    try collector.take(&row)
  }

  private func readTimes(
    _ record: JSONValue, _ response: JSONValue?, into row: inout TraceRow
  ) {
    guard let start = record["start_time"]?.number else { return }
    row.timestamp = start
    if let end = record["end_time"]?.number, end >= start {
      row.times.total = end - start
    }
    var first: Double?
    var (last, count) = (0.0, 0)
    let moments = response?["output_token_times"] ?? response?["chunk_times"]
    for moment in (moments?.elements ?? record.elements) {
      guard let time = moment.number else { continue }
      if first == nil { first = time }
      last = max(last, time)
      count += 1
    }
    guard let first, first >= start, last >= first else { return }
    row.times.prefill = first - start
    row.times.between = (last - first, count - 1)
  }
}
