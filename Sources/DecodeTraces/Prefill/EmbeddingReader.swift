/// Reads embeddings: CSV without a header, one row of numbers for each prompt.
public struct EmbeddingReader: Sendable {
  package var chunkSize = 1 << 16

  /// Reads embeddings.
  public init() {}

  /// The vectors of the file at `path`, in its order.
  ///
  /// - Returns: Vectors of one size, at least one of them.
  /// - Throws: `TraceError` if the file cannot be read or is empty, or a row
  ///   has another size than the first one or holds anything but decimal
  ///   numbers from −10¹⁰⁰ to 10¹⁰⁰.
  public func vectors(at path: String) throws(TraceError) -> [[Double]] {
    var csv = try CSVReader.open(path, chunkSize: chunkSize)
    var vectors: [[Double]] = []
    try csv.forEachRow(from: 0) { (row, batch) throws(TraceError) in
      let size = vectors.first?.count ?? row.fieldCount
      try row.require(fields: size, as: "in the first row", in: path)
      var vector: [Double] = []
      vector.reserveCapacity(size)
      for column in 0..<size {
        let field = batch.field(column, of: row)
        guard let number = field.finiteNumber, abs(number) <= 1e100 else {
          throw TraceError(
            .invalidValue, file: path, line: row.line,
            column: "\(column + 1)", value: field.excerpt,
            expected: "a number"
              + (vectors.isEmpty ? " (embeddings have no header)" : ""))
        }
        vector.append(number)
      }
      vectors.append(vector)
    }
    guard !vectors.isEmpty else {
      throw TraceError(
        .emptyFile, file: path,
        detail: "is empty: a row of numbers for each prompt was expected")
    }
    return vectors
  }
}
