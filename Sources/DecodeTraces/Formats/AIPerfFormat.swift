internal import DecodeEstimators
internal import DecodeStatistics

/// AIPerf's `profile_export.jsonl`: one object a request.
struct AIPerfFormat: JSONFormat {
  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    collector.isBenchmark = true
    let fields = JSONFields(record: record, line: line, collector: collector)
    let metadata = record["metadata"]
    // Older exports say credit_phase, timestamp_ns and ttft.
    let phase = metadata?["benchmark_phase"] ?? metadata?["credit_phase"]
    if let phase = phase?.string, phase != "profiling" {
      collector.tally.count(.warmUp)
      return
    }
    let metrics = record["metrics"]
    var row = TraceRow()
    row.line = line
    let length = try tokens(metrics?["output_sequence_length"], fields)
    let visible = try tokens(metrics?["output_token_count"], fields)
    let thought = try tokens(metrics?["reasoning_token_count"], fields)
    let isCancelled = metadata?["was_cancelled"]?.isTrue ?? false
    guard let counted = length ?? visible.map({ $0 + (thought ?? 0) }),
      isCancelled || record["error"] == nil
    else {
      collector.tally.count(.failed)
      return
    }
    row.tokens = counted
    row.ending = isCancelled ? .cancelled : nil
    row.promptTokens = try tokens(metrics?["input_sequence_length"], fields)
    row.times.prefill = try time(
      metrics?["time_to_first_token"] ?? metrics?["ttft"], fields)
    row.times.total = try time(metrics?["request_latency"], fields)
    if let chunks = metrics?["inter_chunk_latency"]?["value"], chunks.isArray {
      let count = chunks.elements.reduce(0) { count, _ in count + 1 }
      if count > 0, count < counted - 1 {
        collector.tally.count(.tokensInChunks)
      }
    }
    row.timestamp = fields.moment(
      metadata?["request_start_ns"] ?? metadata?["timestamp_ns"], .nanoseconds)
    row.conversation = metadata?["conversation_id"]?.string
    row.turn = metadata?["turn_index"]?.integer
    try collector.take(&row)
  }

  private func tokens(
    _ metric: JSONValue?, _ fields: JSONFields
  ) throws(TraceError) -> Int? {
    guard let value = metric?["value"], let number = value.number else {
      return nil
    }
    guard let count = Int(exactly: number.rounded()), count >= 0 else {
      throw fields.collector.invalid(
        fields.line, "metrics", value.excerpt, "a number of tokens")
    }
    return min(count, TraceReader.maximumTokens + 1)
  }

  private func time(
    _ metric: JSONValue?, _ fields: JSONFields
  ) throws(TraceError) -> Double? {
    guard let metric, let value = metric["value"] else { return nil }
    guard let unit = TimeUnit(word: metric["unit"]?.string ?? "ms") else {
      throw fields.collector.invalid(
        fields.line, "unit", metric["unit"]?.excerpt ?? "",
        "ns, us, ms or s")
    }
    return try fields.seconds(value, "metrics", unit)
  }
}
