internal import DecodeEstimators
internal import DecodeStatistics

/// Takes the rows of files as they are read, and makes of them what was
/// asked for.
final class TraceCollector {
  let options: TraceReader.Options
  private let kept: TraceContents.Kept
  var contents = TraceContents()
  private var links = ConversationLinks()
  private var recorder = TimeRecorder()
  var oldest = 0
  private var nextID = 0
  private var total = 0

  // Of the file being read.
  var report = ReadingReport()
  var tally = AssumptionTally()
  var names = TaskNames()
  var isWanted: [Bool] = []
  var tables: [LifeTable] = []
  var pending = PendingCounts()
  var times = TimeSurvey()
  var lengths: (least: Int, most: Int)?
  var answersOfFile = 0

  /// Whether rows without tokens are requests that failed.
  var dropsEmptyAnswers = true
  /// Whether answers longer than their cap are counted as capped rather than
  /// refused.
  var toleratesLongAnswers = true
  /// What the format says of its decode times.
  var declaredConvention: DecodeStepConvention?
  /// Whether the unit of the times is known for certain.
  var isUnitStated = true
  /// Whether a benchmark wrote the file, which may set lengths itself.
  var isBenchmark = false

  init(_ options: TraceReader.Options, keeping kept: TraceContents.Kept) {
    self.options = options
    self.kept = kept
  }

  /// The times that were measured, where these were asked for.
  var measured: TimeTables { recorder.tables }

  /// Whether rows are needed whole.
  var needsDetails: Bool { kept != .none }

  /// Whether only rows with times are wanted beside the tables.
  var needsTimesOnly: Bool {
    switch kept {
    case .timed, .times: true
    case .none, .all, .last: false
    }
  }

  /// Begins a file.
  func begin(_ path: String, _ format: TraceFormat) {
    report = ReadingReport()
    report.path = path
    report.format = format
    tally = AssumptionTally()
    names = TaskNames()
    (isWanted, tables, lengths, answersOfFile) = ([], [], nil, 0)
    times = TimeSurvey()
    dropsEmptyAnswers = true
    toleratesLongAnswers = true
    declaredConvention = nil
    isUnitStated = true
    isBenchmark = false
  }

  /// Notes a better knowledge of what kind of file it is.
  func refine(_ format: TraceFormat) { report.format = format }

  /// Counts a record, whatever becomes of it.
  func countRow() { countRows(1) }

  /// Counts records that are about to be looked at.
  func countRows(_ count: Int) { report.rowsRead += count }

  /// Leaves an invalid row out, or throws what is wrong with it.
  func skip(_ error: TraceError) throws(TraceError) {
    guard options.skipInvalid else { throw error }
    report.skip(error)
  }
}

// MARK: - Tasks

extension TraceCollector {
  /// The number of the only task of a file that names none.
  func numberOfOnlyTask() throws(TraceError) -> Int {
    let task = options.pooled ? nil : options.task
    if let task, task.rawValue.allSatisfy(\.isWhitespace) {
      throw TraceError(.invalidMapping, detail: "the task's name is blank")
    }
    names.add(task ?? TraceReader.wholeFileTask)
    if task == nil, !options.pooled {
      tally.note(
        .noTask,
        "no task is recorded, so all answers count as the task "
          + "\"\(TraceReader.wholeFileTask)\"")
    }
    return 0
  }

  /// The number of a task by its name; `nil` if the name is blank or no text.
  func number(ofTask field: UnsafeBufferPointer<UInt8>) -> Int? {
    names.number(of: field)
  }

  /// Whether the task with a number is wanted; one that is not is counted.
  func wants(_ number: Int) -> Bool {
    guard let wanted = options.task else { return true }
    while isWanted.count <= number {
      isWanted.append(TaskID(names[isWanted.count]) == wanted)
    }
    if !isWanted[number] { report.rowsOfOtherTasks += 1 }
    return isWanted[number]
  }
}

// MARK: - Rows

extension TraceCollector {
  /// Takes a row of a task that is wanted.
  ///
  /// - Throws: `TraceError` for a row that cannot be an answer.
  func add(_ row: inout TraceRow) throws(TraceError) {
    let shortest = options.origin.rawValue
    if row.tokens == 0, shortest == 1, dropsEmptyAnswers {
      tally.count(.failed)
      return
    }
    guard row.tokens >= shortest, row.tokens <= TraceReader.maximumTokens
    else {
      throw invalid(
        row.line, TraceColumn.outputTokens.name, "\(row.tokens)",
        row.tokens < shortest
          ? "an integer of at least \(shortest)"
          : "an integer of at most \(TraceReader.maximumTokens)")
    }
    try settleEnding(&row)
    guard row.count <= LifeTable.maximumCount - total else {
      throw TraceError(
        .invalidValue, file: report.path, line: row.line,
        detail: "found more than 2^53 answers in all, expected at most that")
    }
    settleTimes(&row)
    let shift = 1 - shortest
    row.tokens += shift
    // A caller's cap may be any number.
    if let cap = row.cap, cap < .max { row.cap = cap + shift }
    try record(row)
    if needsDetails, !needsTimesOnly || !row.times.isEmpty { try keep(row) }
  }

  private func settleEnding(_ row: inout TraceRow) throws(TraceError) {
    if row.ending == nil, row.cap == nil { row.cap = options.assumedCap }
    if let cap = row.cap, row.tokens > cap {
      guard toleratesLongAnswers else {
        throw invalid(
          row.line, TraceColumn.outputTokens.name, "\(row.tokens)",
          "at most the cap of \(cap) tokens")
      }
      row.cap = row.tokens
    }
    guard row.ending == nil else { return }
    if let cap = row.cap {
      row.ending = row.tokens >= cap ? .capped : .stopped
    } else {
      row.ending = .stopped
      tally.count(.endingNotRecorded)
    }
  }

  private func settleTimes(_ row: inout TraceRow) {
    guard !row.times.isEmpty else { return }
    guard
      let source = row.times.settle(
        tokens: row.tokens, convention: options.convention)
    else {
      if row.times.prefill != nil, row.times.total != nil {
        tally.count(.contradictoryTimes)
        row.times.total = nil
      }
      return
    }
    report.timedRows += 1
    if source == .total { tally.note(.totalStandsForDecode, Self.totalText) }
    if let between = row.times.between, row.tokens > 1,
      between.count > 0, between.count < row.tokens - 1
    {
      tally.count(.tokensInChunks)
    }
    times.add(row.times.decode ?? 0, tokens: row.tokens, source)
  }

  private static let totalText =
    "only the time from end to end is known, so it stands for the decode "
    + "time, the first token included"

  private func record(_ row: borrowing TraceRow) throws(TraceError) {
    // All sums are below the limit of a table, so that counts never overflow.
    try settle(
      pending.add(
        PendingCounts.Entry(
          task: row.task, length: row.tokens, ending: row.ending ?? .stopped,
          count: row.count)))
    total += row.count
  }

  /// Puts counts into their table.
  func settle(_ entry: PendingCounts.Entry) throws(TraceError) {
    guard entry.count > 0 else { return }
    while tables.count <= entry.task { tables.append(LifeTable()) }
    do throws(LengthLawError) {
      try tables[entry.task].record(
        length: entry.length, ending: entry.ending, count: entry.count)
    } catch {
      throw TraceError(
        .invalidValue, file: report.path, detail: error.description)
    }
    answersOfFile += entry.count
    lengths = (
      min(lengths?.least ?? entry.length, entry.length),
      max(lengths?.most ?? entry.length, entry.length)
    )
  }

  /// Keeps a row whole, or its times.
  private func keep(_ row: borrowing TraceRow) throws(TraceError) {
    let limit: Int
    switch kept {
    case .none: return
    case .times:
      do throws(DecodeTimeError) {
        try recorder.record(
          row.answer(task: TaskID(names[row.task]), id: 0))
      } catch {
        throw TraceError(
          .invalidValue, file: report.path, line: row.line,
          detail: error.description)
      }
      return
    case .all: limit = .max
    case .last(let most), .timed(let most): limit = max(most, 1)
    }
    var answer = row.answer(task: TaskID(names[row.task]), id: nextID)
    nextID += 1
    links.link(&answer, blocks: row.promptBlocks)
    if contents.answers.count < limit {
      contents.answers.append(answer)
    } else {
      contents.answers[oldest] = answer
      oldest = (oldest + 1) % limit
      contents.dropped += 1
    }
  }

  /// A value that is not what it should be.
  func invalid(
    _ line: Int, _ column: String, _ value: String, _ expected: String
  ) -> TraceError {
    TraceError(
      .invalidValue, file: report.path, line: line, column: column,
      value: value, expected: expected)
  }
}
