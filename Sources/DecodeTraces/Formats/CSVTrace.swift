internal import DecodeStatistics

/// A CSV trace in the course of being read.
struct CSVTrace: ~Copyable {
  private var csv: CSVReader
  private let collector: TraceCollector
  private let parser: RowParser
  private let taskColumn: Int?
  private let width: Int

  /// Reads the header.
  ///
  /// - Throws: `TraceError` for a header that does not do.
  static func open(
    _ csv: consuming CSVReader, _ collector: TraceCollector
  ) throws(TraceError) -> CSVTrace {
    let options = collector.options
    collector.begin(csv.path, .csv)
    let (header, line) = try csv.readHeader()
    let dialect = CSVDialect.recognise(header)
    let layout = try ColumnLayout(
      header: header,
      mapping: dialect?.completing(options.columns, header: header)
        ?? options.columns,
      path: csv.path, line: line)
    collector.refine(
      dialect?.format ?? (layout[.count] == nil ? .csv : .countTable))
    collector.dropsEmptyAnswers = dialect?.dropsEmptyAnswers ?? false
    collector.toleratesLongAnswers = false
    if dialect?.format == .blis {
      collector.declaredConvention = .firstTokenInPrefill
    }
    let times: [TraceColumn] = [
      .decode, .total, .timePerToken, .interTokenTimes,
    ]
    collector.isUnitStated = times.allSatisfy {
      layout[$0] == nil || layout.statedUnit(of: $0) != nil
    }
    for (name, column) in layout.nearMisses {
      collector.tally.note(
        .nearMiss,
        "column \"\(printable(name))\" was not read; if it is \(column), say "
          + "so with --columns \(column)=\(printable(name))")
    }
    let taskColumn = options.pooled ? nil : layout[.task]
    if taskColumn == nil { _ = try collector.numberOfOnlyTask() }
    // BLIS has moments, from which its times are made.
    let hasTimes = layout.hasTimes || dialect?.format == .blis
    let isWhole =
      collector.needsDetails && (!collector.needsTimesOnly || hasTimes)
    let parser = RowParser(
      layout: layout, options: options, path: csv.path,
      isBLIS: dialect?.format == .blis, isWhole: isWhole)
    return CSVTrace(
      csv, collector, parser: parser, taskColumn: taskColumn,
      width: header.count)
  }

  private init(
    _ csv: consuming CSVReader, _ collector: TraceCollector,
    parser: RowParser, taskColumn: Int?, width: Int
  ) {
    self.csv = csv
    self.collector = collector
    self.parser = parser
    self.taskColumn = taskColumn
    self.width = width
  }

  /// Hands all rows to the collector.
  ///
  /// - Throws: `TraceError` for an invalid row, unless those are skipped, and
  ///   for a file that is damaged or no CSV.
  mutating func read(
    _ progress: TraceReader.Progress?
  ) throws(TraceError) {
    var index = 1
    repeat {
      progress?(csv.bytesRead, csv.totalBytes)
      collector.countRows(csv.batch.rowCount - index)
      while index < csv.batch.rowCount {
        do throws(TraceError) {
          try take(csv.batch.row(index))
        } catch {
          try collector.skip(error)
        }
        index += 1
      }
      index = 0
    } while try csv.next()
  }

  private func take(_ line: CSVBatch.Row) throws(TraceError) {
    try line.require(fields: width, in: csv.path)
    var row = TraceRow()
    if let taskColumn {
      let field = csv.batch.field(taskColumn, of: line)
      guard let number = collector.number(ofTask: field) else {
        throw parser.invalid(
          field, .task, line, "the name of a task in UTF-8 text")
      }
      guard collector.wants(number) else { return }
      row.task = number
    }
    guard
      try parser.read(line, in: csv.batch, into: &row, collector)
    else { return }
    try collector.add(&row)
  }
}
