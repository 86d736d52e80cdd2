internal import DecodeEstimators
internal import DecodeStatistics

/// Sessions of coding agents as GitHub Copilot published them: one session a
/// line, with its turns and their calls.
struct CopilotFormat: JSONFormat {
  mutating func read(
    _ session: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    let name = session["session_id"]?.string
    var number = 0
    for turn in (session["turns"]?.elements ?? session.elements) {
      for call in (turn["llm_calls"]?.elements ?? session.elements) {
        collector.countRow()
        let place = number
        number += 1
        try collector.attempt { () throws(TraceError) in
          try readCall(call, name, place, line, collector)
        }
      }
    }
  }

  private func readCall(
    _ call: JSONValue, _ session: String?, _ turn: Int, _ line: Int,
    _ collector: TraceCollector
  ) throws(TraceError) {
    let fields = JSONFields(record: call, line: line, collector: collector)
    var row = TraceRow()
    row.line = line
    switch call["result"]?.string {
    case "Success": row.ending = .stopped
    case "UserCancel": row.ending = .cancelled
    default:
      collector.tally.count(.failed)
      return
    }
    let tokens = call["tokens"]
    row.tokens = try fields.tokens(tokens?["completion"], "completion") ?? 0
    row.promptTokens = try fields.tokens(tokens?["prompt"], "prompt")
    row.times.total = try fields.seconds(
      call["duration_ms"], "duration_ms", .milliseconds)
    row.timestamp = fields.moment(call["timestamp"])
    row.conversation = session
    row.turn = turn
    row.configuration["model"] = fields.label(call["model"])
    if let cached = tokens?["cached"]?.number, cached.isFinite {
      row.features["cached_tokens"] = .number(cached)
    }
    if let initiator = fields.label(call["initiator_type"]) {
      row.features["initiator"] = .label(initiator)
    }
    try collector.add(&row)
  }
}
