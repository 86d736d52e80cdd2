/// Mooncake's JSON lines, whose `hash_ids` name the blocks of each prompt.
struct MooncakeFormat: JSONFormat {
  mutating func read(
    _ record: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    collector.countRow()
    let fields = JSONFields(record: record, line: line, collector: collector)
    var row = TraceRow()
    row.line = line
    row.tokens =
      try fields.tokens(record["output_length"], "output_length") ?? 0
    row.promptTokens = try fields.tokens(record["input_length"], "input_length")
    row.timestamp = fields.moment(record["timestamp"], .milliseconds)
    if let blocks = record["hash_ids"], collector.needsDetails {
      row.promptBlocks = blocks.elements.compactMap(\.integer)
    }
    try collector.take(&row)
  }
}
