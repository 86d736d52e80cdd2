internal import DecodeStatistics

/// Where BLIS TraceV2 has what no other CSV has: a status beside the finish
/// reason, and moments instead of times.
struct BLISColumns: Sendable {
  private let status: Int
  private let reason: Int?
  private let sent: Int
  private let first: Int
  private let last: Int

  /// `nil` if the header does not have them all.
  init?(_ header: [String]) {
    guard let status = header.firstIndex(of: "status"),
      let sent = header.firstIndex(of: "send_time_us"),
      let first = header.firstIndex(of: "first_chunk_time_us"),
      let last = header.firstIndex(of: "last_chunk_time_us")
    else { return nil }
    self.status = status
    self.sent = sent
    self.first = first
    self.last = last
    reason = header.firstIndex(of: "finish_reason")
  }

  /// How a request ended: by its status, and if that is ok by its reason.
  func ending(
    of row: CSVBatch.Row, in batch: borrowing CSVBatch, _ parser: RowParser
  ) throws(TraceError) -> FinishReason {
    let field = batch.field(status, of: row)
    switch String(decoding: field.trimmed, as: UTF8.self) {
    case "ok": break
    case "timeout", "incomplete": return .ending(.cancelled)
    case "error": return .failed
    default:
      throw TraceError(
        .invalidValue, file: parser.path, line: row.line, column: "status",
        value: field.excerpt, expected: "ok, error, timeout or incomplete")
    }
    guard let reason else { return .unknown }
    return FinishReason(batch.field(reason, of: row))
  }

  /// The times between the moments, in microseconds; 0 is none.
  func readTimes(
    of row: CSVBatch.Row, in batch: borrowing CSVBatch, _ parser: RowParser,
    into times: inout RowTimes
  ) throws(TraceError) {
    func moment(_ place: Int) throws(TraceError) -> Double {
      let field = batch.field(place, of: row)
      guard let value = field.trimmed.isEmpty ? 0 : field.finiteNumber else {
        throw TraceError(
          .invalidValue, file: parser.path, line: row.line,
          column: parser.layout.header[place], value: field.excerpt,
          expected: "a number of microseconds")
      }
      return value / 1e6
    }
    let (sent, first, last) = (
      try moment(sent), try moment(first), try moment(last)
    )
    guard first > 0, first >= sent, last >= first else { return }
    times.prefill = first - sent
    times.decode = last - first
    times.total = last - sent
  }
}
