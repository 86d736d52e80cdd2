internal import DecodeEstimators
internal import DecodeStatistics

/// Understands the fields of one row of CSV.
struct RowParser: Sendable {
  let layout: ColumnLayout
  let path: String
  private let shortest: Int
  private let isWhole: Bool
  private let blis: BLISColumns?
  private let isDroppingEmpty: Bool
  // Looked up once: a row is too short a time for a dictionary.
  private let outputTokens: Int
  private let ending: Int?
  private let cap: Int?
  private let count: Int?
  private let details: [(column: TraceColumn, place: Int, unit: TimeUnit)]

  /// Reads the endings and times of BLIS if `isBLIS`, and more than lengths if
  /// `isWhole`.
  init(
    layout: ColumnLayout, options: TraceReader.Options, path: String,
    isBLIS: Bool = false, isWhole: Bool = false
  ) {
    self.layout = layout
    self.path = path
    self.isWhole = isWhole
    shortest = options.origin.rawValue
    blis = isBLIS ? BLISColumns(layout.header) : nil
    isDroppingEmpty =
      isBLIS || CSVDialect.recognise(layout.header)?.dropsEmptyAnswers ?? false
    outputTokens = layout[.outputTokens] ?? 0
    ending = isBLIS ? nil : layout[.ending]
    cap = layout[.cap]
    count = layout[.count]
    let wanted: [TraceColumn] = [
      .promptTokens, .prefill, .decode, .total, .timePerToken,
      .interTokenTimes, .queue, .timestamp, .convention, .conversation, .turn,
      .promptID, .text, .prediction,
    ]
    details = wanted.compactMap { column in
      layout[column].map { (column, $0, layout.unit(of: column)) }
    }
  }

  /// Reads a row.
  ///
  /// - Returns: Whether it has an answer; a request that failed has none.
  /// - Throws: `TraceError` of code `invalidValue` for the first column that
  ///   does not hold what it should.
  func read(
    _ line: CSVBatch.Row, in batch: borrowing CSVBatch,
    into row: inout TraceRow, _ collector: TraceCollector
  ) throws(TraceError) -> Bool {
    row.line = line.line
    let field = batch.field(outputTokens, of: line)
    let least = isDroppingEmpty ? 0 : shortest
    if let blis {
      switch try blis.ending(of: line, in: batch, self) {
      case .ending(let found): row.ending = found
      case .failed:
        collector.tally.count(.failed)
        return false
      case .unknown: break
      }
    }
    guard let length = field.integer, length >= least,
      length <= TraceReader.maximumTokens
    else { throw invalidInteger(field, .outputTokens, least, line) }
    row.tokens = length
    if let place = cap {
      row.cap = try integer(batch.field(place, of: line), .cap, shortest, line)
    }
    if let cap = row.cap, length > cap {
      throw invalid(
        field, .outputTokens, line, "at most the cap of \(cap) tokens")
    }
    if let place = ending {
      let field = batch.field(place, of: line)
      switch FinishReason(field) {
      case .ending(let found): row.ending = found
      case .failed:
        collector.tally.count(.failed)
        return false
      case .unknown:
        throw invalid(
          field, .ending, line,
          "stopped, capped or cancelled (or the finish "
            + "reasons stop, length, abort)")
      }
    }
    if let place = count {
      let field = batch.field(place, of: line)
      guard let number = field.integer, number >= 0,
        number <= LifeTable.maximumCount
      else {
        throw invalidInteger(
          field, .count, 0, line, most: LifeTable.maximumCount)
      }
      row.count = number
    }
    guard isWhole else { return true }
    for (column, place, unit) in details {
      try read(
        batch.field(place, of: line), of: column, unit, line, into: &row,
        collector)
    }
    try blis?.readTimes(of: line, in: batch, self, into: &row.times)
    row.configuration = try configuration(of: line, in: batch)
    for (name, place) in layout.features {
      let value = try text(
        batch.field(place, of: line), .feature(name), line)
      if let value { row.features[name] = FeatureValue(value) }
    }
    return true
  }

  /// Reads a column that lengths do without; an empty field is absent.
  private func read(
    _ field: UnsafeBufferPointer<UInt8>, of column: TraceColumn,
    _ unit: TimeUnit, _ line: CSVBatch.Row, into row: inout TraceRow,
    _ collector: TraceCollector
  ) throws(TraceError) {
    switch column {
    case .promptTokens:
      row.promptTokens = try integer(field, column, 0, line)
    case .prefill: row.times.prefill = try seconds(field, column, unit, line)
    case .decode: row.times.decode = try seconds(field, column, unit, line)
    case .total: row.times.total = try seconds(field, column, unit, line)
    case .timePerToken:
      row.times.perToken = try seconds(field, column, unit, line)
    case .queue: row.times.queue = try seconds(field, column, unit, line)
    case .interTokenTimes:
      row.times.between = try list(field, column, unit, line)
    case .timestamp: row.timestamp = try moment(field, unit, line)
    case .turn: row.turn = try integer(field, column, 0, line)
    case .conversation: row.conversation = try text(field, column, line)
    case .promptID: row.promptID = try text(field, column, line)
    case .text: row.text = try text(field, column, line)
    case .prediction:
      row.prediction = try text(field, column, line).map { FeatureValue($0) }
    case .convention:
      guard !field.trimmed.isEmpty else { return }
      guard let found = ConventionName.convention(named: field) else {
        throw invalid(
          field, column, line, "first-token-in-prefill or every-token")
      }
      guard [nil, found].contains(collector.declaredConvention) else {
        throw invalid(field, column, line, "the same in every row")
      }
      collector.declaredConvention = found
    default: break
    }
  }

  /// Reads the configuration columns that are not empty.
  ///
  /// - Throws: As `read`.
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
}
