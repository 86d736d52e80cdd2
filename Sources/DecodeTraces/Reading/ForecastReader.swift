/// Reads forecasts of lengths that somebody made: CSV with a header and the
/// columns `row`, `level` and `tokens`, as `evaluate --write-forecasts` writes
/// them; `method` tells several apart, and other columns are left aside.
///
/// `row` is the answer's place in the trace, from 1. Empty `tokens` say that
/// nothing finite was forecast.
public struct ForecastReader: Sendable {
  /// One quantile of one answer.
  public struct Quantile: Sendable, Hashable {
    /// The answer's place in the trace, from 1.
    public var row: Int
    /// The level, in (0, 1).
    public var level: Double
    /// Tokens, at least 0; `.infinity` where nothing finite was forecast.
    public var tokens: Double
  }

  package var chunkSize = 1 << 16

  /// A reader.
  public init() {}

  /// The quantiles of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - method: Whose forecasts are taken, if the file names several methods;
  ///     where it does not name this one, all rows are taken.
  /// - Returns: At least one.
  /// - Throws: `TraceError` if the file cannot be read, lacks a column, has a
  ///   row that is no forecast, or two for one answer and level.
  public func forecasts(
    at path: String, method: String
  ) throws(TraceError) -> [Quantile] {
    var csv = try CSVReader.open(path, chunkSize: chunkSize)
    let (header, line) = try csv.readHeader()
    func place(of name: String) throws(TraceError) -> Int {
      guard let place = header.firstIndex(of: name),
        place == header.lastIndex(of: name)
      else {
        throw TraceError(
          .invalidHeader, file: path, line: line,
          detail: "expected one column \"\(name)\", found "
            + quotedList(header))
      }
      return place
    }
    let row = try place(of: "row")
    let level = try place(of: "level")
    let tokens = try place(of: "tokens")
    let name = header.firstIndex(of: "method")
    var (all, named) = ([Quantile](), [Quantile]())
    try csv.forEachRow(from: 1) { (line, batch) throws(TraceError) in
      try line.require(fields: header.count, in: path)
      let text = batch.field(tokens, of: line)
      let quantile = Quantile(
        row: Int(
          try Self.number(
            batch.field(row, of: line), "a whole number from 1",
            where: { $0 >= 1 && $0 == $0.rounded() && $0 <= 0x1p53 },
            path, line, header[row])),
        level: try Self.number(
          batch.field(level, of: line), "a number between 0 and 1",
          where: { $0 > 0 && $0 < 1 }, path, line, header[level]),
        tokens: text.isEmpty
          ? .infinity
          : try Self.number(
            text, "a number of tokens, or nothing", where: { $0 >= 0 },
            path, line, header[tokens]))
      all.append(quantile)
      if let name,
        String(decoding: batch.field(name, of: line), as: UTF8.self) == method
      {
        named.append(quantile)
      }
    }
    let found = named.isEmpty ? all : named
    guard !found.isEmpty else {
      throw TraceError(.noAnswers, file: path, detail: "has no forecasts")
    }
    var seen: Set<Key> = []
    for quantile in found {
      let key = Key(row: quantile.row, level: quantile.level)
      guard seen.insert(key).inserted else {
        throw TraceError(
          .noAnswers, file: path,
          detail: "has two forecasts of answer \(quantile.row) at level "
            + "\(quantile.level), but no method \"\(printable(method))\"")
      }
    }
    return found
  }

  /// The number in a field.
  private static func number(
    _ field: UnsafeBufferPointer<UInt8>, _ expected: String,
    where isValid: (Double) -> Bool, _ path: String, _ row: CSVBatch.Row,
    _ column: String
  ) throws(TraceError) -> Double {
    guard let value = Double(String(decoding: field, as: UTF8.self)),
      isValid(value)
    else {
      throw TraceError(
        .invalidValue, file: path, line: row.line, column: column,
        value: field.excerpt, expected: expected)
    }
    return value
  }

  private struct Key: Hashable {
    var row: Int
    var level: Double
  }
}
