internal import DecodeStatistics

/// Reads latency tables: CSV with the columns `first_tokens`, `last_tokens`
/// (empty in the last row to leave it open) and either
/// `milliseconds_per_token` or `milliseconds_at_position`.
public struct LatencyTableReader: Sendable {
  /// More rows than this are taken for something else than a table.
  static let maximumRows = 1_000_000

  package var chunkSize = 1 << 16

  /// Reads latency tables.
  public init() {}

  /// Reads the table at `path`.
  ///
  /// - Throws: `TraceError` if the file cannot be read, lacks a column, or has
  ///   rows that leave gaps, overlap, descend, or hold no rate above 0.
  public func table(at path: String) throws(TraceError) -> LatencyTableFile {
    var csv = try CSVReader.open(path, chunkSize: chunkSize)
    let (header, line) = try csv.readHeader()
    let columns = try Columns(header: header, path: path, line: line)
    var buckets: [LatencyBucket] = []
    try csv.forEachRow(from: 1) { (row, batch) throws(TraceError) in
      guard buckets.count < Self.maximumRows else {
        throw columns.error(row, "found over \(Self.maximumRows) rows")
      }
      buckets.append(try columns.bucket(row, in: batch, after: buckets.last))
    }
    guard !buckets.isEmpty else {
      throw TraceError(
        .invalidHeader, file: path, line: line,
        detail: "has no rows below the header")
    }
    return LatencyTableFile(reading: columns.reading, buckets: buckets)
  }
}

/// The columns of a latency table.
private struct Columns {
  let reading: LatencyTableFile.Reading
  private let path: String
  private let width: Int
  private let first: Int
  private let last: Int
  private let rate: Int

  init(header: [String], path: String, line: Int) throws(TraceError) {
    func invalid(_ detail: String) -> TraceError {
      TraceError(.invalidHeader, file: path, line: line, detail: detail)
    }
    func place(of name: String) throws(TraceError) -> Int? {
      let place = header.firstIndex(of: name)
      guard place == header.lastIndex(of: name) else {
        throw invalid("column \"\(name)\" stands there twice")
      }
      return place
    }
    let average = LatencyTableFile.Reading.averageOverAnswer
    let step = LatencyTableFile.Reading.atPosition
    guard let first = try place(of: "first_tokens"),
      let last = try place(of: "last_tokens")
    else {
      throw invalid(
        "expected the columns first_tokens, last_tokens and "
          + "\(average.rawValue) or \(step.rawValue), found "
          + quotedList(header))
    }
    switch (try place(of: average.rawValue), try place(of: step.rawValue)) {
    case (let place?, nil): (reading, rate) = (average, place)
    case (nil, let place?): (reading, rate) = (step, place)
    case (nil, nil):
      throw invalid(
        "expected a column \(average.rawValue) (averages over answers of a "
          + "length) or \(step.rawValue) (the step at a position), found "
          + quotedList(header))
    default:
      throw invalid(
        "expected one of the columns \(average.rawValue) and "
          + "\(step.rawValue), found both: they mean different things")
    }
    self.path = path
    self.first = first
    self.last = last
    width = header.count
  }

  /// Understands a row, given the one before it.
  func bucket(
    _ row: CSVBatch.Row, in batch: borrowing CSVBatch,
    after previous: LatencyBucket?
  ) throws(TraceError) -> LatencyBucket {
    try row.require(fields: width, in: path)
    let firstField = batch.field(first, of: row)
    let lastField = batch.field(last, of: row)
    let rateField = batch.field(rate, of: row)
    let limit = TraceReader.maximumTokens
    let start = firstField.integer ?? 0
    guard start >= 1, start <= limit else {
      throw invalid(
        firstField, "first_tokens", row, "an integer from 1 to \(limit)")
    }
    if let previous {
      guard let end = previous.last else {
        throw error(
          row,
          "follows a row that is open (its last_tokens is empty), "
            + "expected only the last row to be")
      }
      guard start == end + 1 else {
        throw invalid(
          firstField, "first_tokens", row,
          "\(end + 1), one more than the row before ends with")
      }
    }
    var end: Int?
    if !lastField.trimmed.isEmpty {
      end = lastField.integer
      guard let end, end >= start, end <= limit else {
        throw invalid(
          lastField, "last_tokens", row,
          "an integer from \(start) to \(limit), or nothing in the last row")
      }
    }
    guard let milliseconds = rateField.finiteNumber, milliseconds / 1000 > 0
    else {
      throw invalid(
        rateField, reading.rawValue, row, "a number of milliseconds above 0")
    }
    return LatencyBucket(
      first: start, last: end, secondsPerToken: milliseconds / 1000)
  }

  func error(_ row: CSVBatch.Row, _ detail: String) -> TraceError {
    TraceError(.invalidValue, file: path, line: row.line, detail: detail)
  }

  private func invalid(
    _ field: UnsafeBufferPointer<UInt8>, _ column: String,
    _ row: CSVBatch.Row, _ expected: String
  ) -> TraceError {
    TraceError(
      .invalidValue, file: path, line: row.line, column: column,
      value: field.excerpt, expected: expected)
  }
}
