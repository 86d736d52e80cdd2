internal import DecodeStatistics

/// A trace in the course of being read: its rows, and what is known of them.
struct TraceFile: ~Copyable {
  /// Which columns the caller looks at.
  enum Detail {
    case lengths
    case everything
  }

  private let path: String
  private let options: TraceReader.Options
  private let detail: Detail
  private let progress: TraceReader.Progress?
  private let parser: RowParser
  private let taskColumn: Int?
  private let width: Int
  /// Whether there is a column of measured times.
  let hasTimes: Bool
  private var csv: CSVReader
  private var nextRow = 1
  private(set) var names = TaskNames()
  /// Whether a task is asked for, by its number.
  private var isWanted: [Bool] = []
  private(set) var report = ReadingReport()
  /// What the latest row has beside its lengths, if everything is read.
  private(set) var details = RowParser.Details()
  private var answers = 0

  /// Opens a file and reads its header.
  ///
  /// - Throws: `TraceError` if the file cannot be read or has a header that
  ///   does not do.
  static func open(
    _ path: String, reader: TraceReader, detail: Detail,
    progress: TraceReader.Progress?
  ) throws(TraceError) -> TraceFile {
    let options = reader.options
    var csv = try CSVReader.open(path, chunkSize: reader.chunkSize)
    let (header, line) = try csv.readHeader()
    let layout = try ColumnLayout(
      header: header, mapping: options.columns, path: path, line: line)
    let task =
      layout[.task] == nil
      ? try onlyTask(options, header: header, path: path, line: line) : nil
    let needed: [TraceColumn] = [.task, .outputTokens, .ending, .cap, .count]
    csv.keep(
      only: detail == .everything
        ? layout.usedPlaces : Set(needed.compactMap { layout[$0] }))
    return TraceFile(
      csv: csv, layout: layout, onlyTask: task, options: options,
      detail: detail, progress: progress)
  }

  private init(
    csv: consuming CSVReader, layout: ColumnLayout, onlyTask: TaskID?,
    options: TraceReader.Options, detail: Detail,
    progress: TraceReader.Progress?
  ) {
    path = csv.path
    self.csv = csv
    self.options = options
    self.detail = detail
    self.progress = progress
    taskColumn = layout[.task]
    width = layout.header.count
    hasTimes =
      layout[.decodeMilliseconds] != nil || layout[.prefillMilliseconds] != nil
    parser = RowParser(layout: layout, options: options, path: path)
    if let onlyTask {
      // It becomes number 0, which every row gets.
      names.add(onlyTask)
      report.wholeFileIsOneTask = options.task == nil
    }
  }

  /// The task of a file whose header names none.
  private static func onlyTask(
    _ options: TraceReader.Options, header: [String], path: String, line: Int
  ) throws(TraceError) -> TaskID {
    if let task = options.task {
      guard !task.rawValue.allSatisfy(\.isWhitespace) else {
        throw TraceError(.invalidMapping, detail: "the task's name is blank")
      }
      return task
    }
    guard options.columns.isNative else { return TraceReader.wholeFileTask }
    throw TraceError(
      .invalidHeader, file: path, line: line,
      detail: "no column task among \(quotedList(header)); add --task NAME "
        + "if the file is all one task, or map a column with "
        + "--columns task=HEADER")
  }
}

// MARK: - Rows

extension TraceFile {
  /// The next valid row of a wanted task, `nil` at the end.
  ///
  /// - Throws: `TraceError` for an invalid row, unless those are skipped, and
  ///   for a file that is damaged or no CSV.
  mutating func next() throws(TraceError) -> RowParser.Lengths? {
    while let row = try takeRow() {
      report.rowsRead += 1
      do throws(TraceError) {
        guard let answer = try read(row) else {
          report.rowsOfOtherTasks += 1
          continue
        }
        if answer.isEndingAssumed { report.endingsAssumedStopped = true }
        answers += answer.count
        return answer
      } catch {
        guard options.skipInvalid else { throw error }
        report.skip(error)
      }
    }
    return nil
  }

  private mutating func takeRow() throws(TraceError) -> CSVBatch.Row? {
    while nextRow >= csv.batch.rowCount {
      progress?(csv.bytesRead, csv.totalBytes)
      guard try csv.next() else { return nil }
      nextRow = 0
    }
    nextRow += 1
    return csv.batch.row(nextRow - 1)
  }

  /// Understands a row; `nil` if it is of another task than is wanted.
  private mutating func read(
    _ row: CSVBatch.Row
  ) throws(TraceError) -> RowParser.Lengths? {
    try row.require(fields: width, in: path)
    var task = 0
    if let taskColumn {
      let field = csv.batch.field(taskColumn, of: row)
      guard let number = names.number(of: field) else {
        throw parser.invalid(
          field, .task, row, "the name of a task in UTF-8 text")
      }
      guard wants(number) else { return nil }
      task = number
    }
    let result = try parser.lengths(of: row, in: csv.batch, task: task)
    guard result.count <= LifeTable.maximumCount - answers else {
      throw TraceError(
        .invalidValue, file: path, line: row.line,
        detail: "found more than 2^53 answers in all, expected at most that")
    }
    if detail == .everything {
      details = try parser.details(of: row, in: csv.batch)
    }
    return result
  }

  private mutating func wants(_ number: Int) -> Bool {
    guard let wanted = options.task else { return true }
    while isWanted.count <= number {
      isWanted.append(TaskID(names[isWanted.count]) == wanted)
    }
    return isWanted[number]
  }

  /// Checks, after the last row, that a task which was asked for exists.
  ///
  /// - Throws: `TraceError` of code `unknownTask`.
  func checkTask() throws(TraceError) {
    guard let wanted = options.task, taskColumn != nil, names.count > 0,
      !isWanted.contains(true)
    else { return }
    throw TraceError(
      .unknownTask, file: path,
      detail: "no task \"\(printable(wanted.rawValue))\"; the file has "
        + quotedList(names.all.sorted(), limit: 10))
  }
}
