/// Embeddings of prompts as a file has them.
public struct EmbeddingTable: Sendable, Hashable {
  /// What identifies the prompt of each row; `nil` where the rows are those of
  /// a trace, in its order.
  public var ids: [String]?
  /// Vectors of one size, at least one.
  public var vectors: [[Double]]
}

/// Reads embeddings: CSV, one row of numbers for each prompt.
///
/// A header is one that has anything but numbers. The first column identifies
/// the prompts if it is asked for, or if its header is `prompt_id`.
public struct EmbeddingReader: Sendable {
  package var chunkSize = 1 << 16

  private static let idName = "prompt_id"

  /// Reads embeddings.
  public init() {}

  /// The vectors of the file at `path`, in its order.
  ///
  /// - Returns: Vectors of one size, at least one of them.
  /// - Throws: `TraceError` as `table(at:identified:)`.
  public func vectors(at path: String) throws(TraceError) -> [[Double]] {
    try table(at: path, identified: false).vectors
  }

  /// The embeddings of the file at `path`, in its order.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - identified: Whether its first column identifies the prompts; it does
  ///     too if its header is `prompt_id`.
  /// - Returns: Vectors of one size, at least one of them.
  /// - Throws: `TraceError` if the file cannot be read or has no rows, or a
  ///   row has another size than the first one or holds anything but decimal
  ///   numbers from −10¹⁰⁰ to 10¹⁰⁰.
  public func table(
    at path: String, identified: Bool
  ) throws(TraceError) -> EmbeddingTable {
    var csv = try CSVReader.open(path, chunkSize: chunkSize)
    var (ids, vectors) = ([String](), [[Double]]())
    var (size, hasIDs): (Int?, Bool) = (nil, identified)
    try csv.forEachRow(from: 0) { (row, batch) throws(TraceError) in
      if size == nil {
        size = row.fieldCount
        let isHeader = (0..<row.fieldCount).allSatisfy {
          batch.field($0, of: row).finiteNumber == nil
        }
        if isHeader, row.fieldCount > 1 || identified {
          hasIDs =
            identified
            || String(validating: batch.field(0, of: row), as: UTF8.self)
              == Self.idName
          return
        }
      }
      try row.require(
        fields: size ?? row.fieldCount, as: "in the first row", in: path)
      if hasIDs {
        let field = batch.field(0, of: row)
        ids.append(
          String(validating: field, as: UTF8.self) ?? field.excerpt)
      }
      var vector: [Double] = []
      vector.reserveCapacity(row.fieldCount)
      for column in (hasIDs ? 1 : 0)..<row.fieldCount {
        let field = batch.field(column, of: row)
        guard let number = field.finiteNumber, abs(number) <= 1e100 else {
          throw TraceError(
            .invalidValue, file: path, line: row.line,
            column: "\(column + 1)", value: field.excerpt,
            expected: "a number")
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
    return EmbeddingTable(ids: hasIDs ? ids : nil, vectors: vectors)
  }
}
