public import DecodeStatistics

/// The fields of a row, by what they hold; an empty one is an absent value.
extension RowParser {
  func integer(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ least: Int, _ row: CSVBatch.Row
  ) throws(TraceError) -> Int? {
    guard !field.trimmed.isEmpty else { return nil }
    guard let value = field.integer, value >= least,
      value <= TraceReader.maximumTokens
    else { throw invalidInteger(field, column, least, row) }
    return value
  }

  func seconds(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ unit: TimeUnit, _ row: CSVBatch.Row
  ) throws(TraceError) -> Double? {
    guard !field.trimmed.isEmpty else { return nil }
    guard let value = field.finiteNumber, value >= 0 else {
      throw invalid(
        field, column, row, "a number of \(unit.plural), at least 0")
    }
    return unit.seconds(value)
  }

  /// The sum and the number of a list: numbers between brackets, commas,
  /// semicolons or spaces.
  func list(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ unit: TimeUnit, _ row: CSVBatch.Row
  ) throws(TraceError) -> (sum: Double, count: Int)? {
    guard !field.trimmed.isEmpty else { return nil }
    var sum = 0.0
    var count = 0
    let marks = Set("[](), ;|\t".utf8)
    for part in field.split(whereSeparator: marks.contains) {
      let number = UnsafeBufferPointer(rebasing: part)
      guard let value = number.finiteNumber, value >= 0 else {
        throw invalid(
          number, column, row,
          "a list of numbers of \(unit.plural), at least 0")
      }
      sum += unit.seconds(value)
      count += 1
    }
    return (sum, count)
  }

  /// A moment: a number, or a date and time.
  func moment(
    _ field: UnsafeBufferPointer<UInt8>, _ unit: TimeUnit, _ row: CSVBatch.Row
  ) throws(TraceError) -> Double? {
    guard !field.trimmed.isEmpty else { return nil }
    if let value = field.finiteNumber { return unit.seconds(value) }
    guard let value = Timestamp.seconds(field) else {
      throw invalid(
        field, .timestamp, row,
        "a number of \(unit.plural), or a date such as 2026-03-01 12:00:00")
    }
    return value
  }

  func text(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ row: CSVBatch.Row
  ) throws(TraceError) -> String? {
    guard !field.isEmpty else { return nil }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw invalid(field, column, row, "UTF-8 text")
    }
    return text
  }

  /// A field that does not hold what its column should.
  func invalid(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ row: CSVBatch.Row, _ expected: String
  ) -> TraceError {
    TraceError(
      .invalidValue, file: path, line: row.line,
      column: layout.name(of: column), value: field.excerpt,
      expected: expected)
  }

  func invalidInteger(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ least: Int, _ row: CSVBatch.Row, most: Int = TraceReader.maximumTokens
  ) -> TraceError {
    let isTooLarge = field.integer.map { $0 > most } ?? false
    return invalid(
      field, column, row,
      isTooLarge
        ? "an integer of at most \(most)"
        : "an integer of at least \(least)")
  }
}

/// The names that `--convention` and the column `convention` take.
public enum ConventionName {
  /// The convention of a name, or `nil`.
  public static func convention(named text: String) -> DecodeStepConvention? {
    switch text {
    case "first-token-in-prefill": .firstTokenInPrefill
    case "every-token": .everyTokenIsAStep
    default: nil
    }
  }

  /// The name of a convention.
  public static func name(_ convention: DecodeStepConvention) -> String {
    switch convention {
    case .firstTokenInPrefill: "first-token-in-prefill"
    case .everyTokenIsAStep: "every-token"
    }
  }

  static func convention(
    named field: UnsafeBufferPointer<UInt8>
  ) -> DecodeStepConvention? {
    convention(named: String(decoding: field.trimmed, as: UTF8.self))
  }
}
