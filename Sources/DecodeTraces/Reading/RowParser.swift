internal import DecodeStatistics

/// Understands the fields of one row.
struct RowParser: Sendable {
  /// What the life tables need of a row.
  struct Lengths {
    var task: Int
    var outputTokens: Int
    var ending: Ending
    var cap: Int?
    var count: Int
    var line: Int
    /// Whether nothing in the row says how the answer ended.
    var isEndingAssumed: Bool
  }

  /// What else a row may have.
  struct Details {
    var promptTokens: Int?
    var prefillSeconds: Double?
    var decodeSeconds: Double?
    var timestamp: String?
    var configuration: [String: String] = [:]
  }

  private let layout: ColumnLayout
  private let path: String
  private let shortest: Int
  private let shift: Int
  private let assumedCap: Int?
  // Looked up once: a row is too short a time for a dictionary.
  private let outputTokens: Int
  private let ending: Int?
  private let cap: Int?
  private let count: Int?

  init(
    layout: ColumnLayout, options: TraceReader.Options, path: String
  ) {
    self.layout = layout
    self.path = path
    shortest = options.origin.rawValue
    shift = 1 - options.origin.rawValue
    outputTokens = layout[.outputTokens] ?? 0
    ending = layout[.ending]
    cap = layout[.cap]
    count = layout[.count]
    assumedCap = layout[.ending] == nil ? options.assumedCap : nil
  }
}

// MARK: - Lengths

extension RowParser {
  /// Reads length, ending, cap and count.
  ///
  /// - Throws: `TraceError` of code `invalidValue` for the first column that
  ///   does not hold what it should.
  func lengths(
    of row: CSVBatch.Row, in batch: borrowing CSVBatch, task: Int
  ) throws(TraceError) -> Lengths {
    let field = batch.field(outputTokens, of: row)
    guard let length = field.integer, length >= shortest,
      length <= TraceReader.maximumTokens
    else { throw invalidInteger(field, .outputTokens, shortest, row) }
    var cap = assumedCap
    if let place = self.cap {
      let field = batch.field(place, of: row)
      cap = try integer(field, .cap, shortest, row) ?? cap
    }
    if let cap, length > cap {
      throw invalid(
        field, .outputTokens, row, "at most the cap of \(cap) tokens")
    }
    var result = Lengths(
      task: task, outputTokens: length + shift, ending: .stopped,
      // A caller's cap may be any number.
      cap: cap.map { $0 == .max ? $0 : $0 + shift }, count: 1,
      line: row.line, isEndingAssumed: false)
    if let ending {
      result.ending = try self.ending(batch.field(ending, of: row), row)
    } else if let cap {
      result.ending = length == cap ? .capped : .stopped
    } else {
      result.isEndingAssumed = true
    }
    if let count {
      let field = batch.field(count, of: row)
      guard let number = field.integer, number >= 0,
        number <= LifeTable.maximumCount
      else {
        throw invalidInteger(
          field, .count, 0, row, most: LifeTable.maximumCount)
      }
      result.count = number
    }
    return result
  }

  private func ending(
    _ field: UnsafeBufferPointer<UInt8>, _ row: CSVBatch.Row
  ) throws(TraceError) -> Ending {
    let text = field.trimmed
    switch text.count {
    case 7 where text.matches("stopped"): return .stopped
    case 6 where text.matches("capped"): return .capped
    case 9 where text.matches("cancelled"): return .cancelled
    case 4 where text.matches("stop"): return .stopped
    case 6 where text.matches("length"): return .capped
    case 5 where text.matches("abort"): return .cancelled
    case 7 where text.matches("aborted"): return .cancelled
    case 8 where text.matches("canceled"): return .cancelled
    default:
      throw invalid(
        field, .ending, row,
        "stopped, capped or cancelled (or the finish "
          + "reasons stop, length, abort)")
    }
  }
}

// MARK: - The other columns

extension RowParser {
  /// Reads what `lengths` leaves aside.
  ///
  /// - Throws: As `lengths`. Empty fields are absent values.
  func details(
    of row: CSVBatch.Row, in batch: borrowing CSVBatch
  ) throws(TraceError) -> Details {
    var details = Details()
    if let place = layout[.promptTokens] {
      details.promptTokens = try integer(
        batch.field(place, of: row), .promptTokens, 0, row)
    }
    if let place = layout[.prefillMilliseconds] {
      details.prefillSeconds = try seconds(
        batch.field(place, of: row), .prefillMilliseconds, row)
    }
    if let place = layout[.decodeMilliseconds] {
      details.decodeSeconds = try seconds(
        batch.field(place, of: row), .decodeMilliseconds, row)
    }
    if let place = layout[.timestamp] {
      details.timestamp = try text(
        batch.field(place, of: row), .timestamp, row)
    }
    details.configuration = try configuration(of: row, in: batch)
    return details
  }

  /// Reads the configuration columns that are not empty.
  ///
  /// - Throws: As `lengths`.
  func configuration(
    of row: CSVBatch.Row, in batch: borrowing CSVBatch
  ) throws(TraceError) -> [String: String] {
    var labels: [String: String] = [:]
    for (name, place) in layout.configurations {
      labels[name] = try text(
        batch.field(place, of: row), .configuration(name), row)
    }
    return labels
  }

  private func integer(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ least: Int, _ row: CSVBatch.Row
  ) throws(TraceError) -> Int? {
    guard !field.trimmed.isEmpty else { return nil }
    guard let value = field.integer, value >= least,
      value <= TraceReader.maximumTokens
    else { throw invalidInteger(field, column, least, row) }
    return value
  }

  private func seconds(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ row: CSVBatch.Row
  ) throws(TraceError) -> Double? {
    guard !field.trimmed.isEmpty else { return nil }
    guard let value = field.finiteNumber, value >= 0 else {
      throw invalid(field, column, row, "a number of milliseconds, at least 0")
    }
    return value / 1000
  }

  private func text(
    _ field: UnsafeBufferPointer<UInt8>, _ column: TraceColumn,
    _ row: CSVBatch.Row
  ) throws(TraceError) -> String? {
    guard !field.isEmpty else { return nil }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw invalid(field, column, row, "UTF-8 text")
    }
    return text
  }
}

// MARK: - Errors

extension RowParser {
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

  private func invalidInteger(
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
