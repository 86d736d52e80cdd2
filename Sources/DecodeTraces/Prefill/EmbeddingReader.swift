/// Embeddings of prompts.
public struct Embeddings: Sendable, Equatable {
  /// What prompts are called, one for each vector; `nil` where vectors stand in
  /// the order of the rows that they belong to.
  public var ids: [String]?
  /// Vectors of one size, at least one of them.
  public var vectors: [[Double]]
}

/// Reads embeddings: CSV with one row of numbers for each prompt.
///
/// With a header the first column says what the prompt is called, as the
/// column `prompt_id` of a trace does; without one the rows are those of the
/// trace, in its order.
public struct EmbeddingReader: Sendable {
  package var chunkSize = 1 << 16

  private static let idName = "prompt_id"

  /// Reads embeddings.
  public init() {}

  /// The embeddings in the file at `path`.
  ///
  /// - Returns: Vectors of one size.
  /// - Throws: `TraceError` if the file cannot be read or is empty, a row has
  ///   another size than the first one or holds anything but decimal numbers
  ///   from −10¹⁰⁰ to 10¹⁰⁰, or a prompt comes twice.
  public func embeddings(at path: String) throws(TraceError) -> Embeddings {
    var csv = try CSVReader.open(path, chunkSize: chunkSize)
    var (ids, vectors) = ([String](), [[Double]]())
    var seen: Set<String> = []
    // Fields of a row; `nil` before the first one.
    var size: Int?
    var hasHeader = false
    try csv.forEachRow(from: 0) { (row, batch) throws(TraceError) in
      guard let size else {
        size = row.fieldCount
        // A row of numbers is no header.
        hasHeader = (0..<row.fieldCount).contains {
          batch.field($0, of: row).finiteNumber == nil
        }
        if !hasHeader {
          vectors.append(try vector(row, batch, from: 0, in: path))
        }
        return
      }
      try row.require(fields: size, as: "in the first row", in: path)
      if hasHeader {
        let id = String(decoding: batch.field(0, of: row), as: UTF8.self)
        guard seen.insert(id).inserted else {
          throw TraceError(
            .invalidValue, file: path, line: row.line, column: "1", value: id,
            expected: "each prompt once")
        }
        ids.append(id)
      }
      vectors.append(
        try vector(row, batch, from: hasHeader ? 1 : 0, in: path))
    }
    guard let first = vectors.first, !first.isEmpty else {
      throw TraceError(
        .emptyFile, file: path,
        detail: "is empty: a row of numbers for each prompt was expected")
    }
    return Embeddings(ids: hasHeader ? ids : nil, vectors: vectors)
  }

  private func vector(
    _ row: CSVBatch.Row, _ batch: borrowing CSVBatch, from start: Int,
    in path: String
  ) throws(TraceError) -> [Double] {
    var vector: [Double] = []
    vector.reserveCapacity(row.fieldCount)
    for column in start..<row.fieldCount {
      let field = batch.field(column, of: row)
      guard let number = field.finiteNumber, abs(number) <= 1e100 else {
        throw TraceError(
          .invalidValue, file: path, line: row.line, column: "\(column + 1)",
          value: field.excerpt, expected: "a number")
      }
      vector.append(number)
    }
    return vector
  }
}
