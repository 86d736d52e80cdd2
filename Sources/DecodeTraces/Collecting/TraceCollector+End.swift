internal import DecodeEstimators
internal import DecodeStatistics

extension TraceCollector {
  /// Takes lengths that are known in buckets only.
  func add(_ histogram: LengthHistogram) {
    contents.histograms.append(histogram)
  }

  /// Takes times that are known in buckets only.
  func add(_ histogram: TimeHistogram) {
    contents.timeHistograms.append(histogram)
  }

  /// Ends a file.
  ///
  /// - Throws: `TraceError` for a task that the file does not have, times that
  ///   no server has, or decode steps that are counted differently from those
  ///   of the files before.
  func end() throws(TraceError) {
    for entry in pending.removeAll() { try settle(entry) }
    try checkTask()
    if !isUnitStated { try times.checkUnit(of: report.path) }
    if report.timedRows > 0 {
      report.convention =
        options.convention ?? times.convention(declared: declaredConvention)
    }
    if let convention = report.convention {
      if let other = contents.convention, other != convention {
        throw TraceError(
          .conflictingConventions, file: report.path,
          detail: "in its decode times \(convention), in those of files "
            + "before \(other); say which it is with --convention")
      }
      contents.convention = convention
    }
    noteForcedLengths()
    report.assumptions = tally.assumptions(of: answersOfFile)
    report.answers = answersOfFile
    for number in tables.indices where !tables[number].isEmpty {
      // Forgotten here, so that no two copies of all are kept.
      let table = tables[number]
      tables[number] = LifeTable()
      let task = TaskID(names[number])
      var merged = contents.tables[task] ?? LifeTable()
      do throws(LengthLawError) {
        try merged.merge(table)
      } catch {
        throw TraceError(
          .invalidValue, file: report.path, detail: error.description)
      }
      contents.tables[task] = merged
    }
    contents.reports.append(report)
  }

  /// The contents of all files, the answers in their order.
  func finish() -> TraceContents {
    var contents = contents
    contents.times = measured
    let answers = contents.answers
    if oldest > 0 {
      contents.answers = Array(answers[oldest...] + answers[..<oldest])
    }
    return contents
  }

  private func checkTask() throws(TraceError) {
    guard let wanted = options.task, !isWanted.isEmpty,
      !isWanted.contains(true)
    else { return }
    throw TraceError(
      .unknownTask, file: report.path,
      detail: "no task \"\(printable(wanted.rawValue))\"; the file has "
        + quotedList(names.all.sorted(), limit: 10))
  }

  private func noteForcedLengths() {
    guard !options.lengthsAreReal, let (least, most) = lengths,
      answersOfFile >= 20
    else { return }
    let isNarrow = isBenchmark && Double(most - least) <= 0.25 * Double(most)
    guard least == most || isNarrow else { return }
    let range =
      least == most ? "have \(least) tokens" : "have \(least) to \(most) tokens"
    tally.note(
      .lengthsLookForced,
      "all answers \(range): such lengths look set by the benchmark "
        + "(ignore_eos), and say how long tokens take, not how long answers "
        + "are; --lengths-are-real says otherwise")
  }
}
