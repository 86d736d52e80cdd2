extension CSVReader {
  /// Hands over the rows of the file one by one, in their order.
  ///
  /// - Parameters:
  ///   - first: How many of the rows parsed so far to leave out: 1 for a
  ///     header that was read, else 0.
  ///   - progress: Called after each chunk.
  ///   - body: Called with each row, and where its fields are.
  /// - Throws: `TraceError` if the file cannot be read on or is no CSV, and
  ///   what `body` throws.
  mutating func forEachRow(
    from first: Int, progress: TraceReader.Progress? = nil,
    _ body: (CSVBatch.Row, borrowing CSVBatch) throws(TraceError) -> Void
  ) throws(TraceError) {
    var index = first
    repeat {
      progress?(bytesRead, totalBytes)
      while index < batch.rowCount {
        try body(batch.row(index), batch)
        index += 1
      }
      index = 0
    } while try next()
  }
}

extension CSVBatch.Row {
  /// Refuses a row with more or fewer fields than the header or first row.
  func require(
    fields width: Int, as place: String = "in the header", in path: String
  ) throws(TraceError) {
    guard fieldCount != width else { return }
    throw TraceError(
      .wrongFieldCount, file: path, line: line,
      detail: "found \(fieldCount) " + (fieldCount == 1 ? "field" : "fields")
        + ", expected \(width) as \(place)")
  }
}
