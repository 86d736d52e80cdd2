public import DecodeStatistics

/// Counts measured times as they come, and watches whether they drift.
///
/// Bounds of measured times take them as draws of one law. If they are, the
/// ranks of each among those before it are independent and uniform
/// (`ConformalPValues`), and a test martingale on these (`DriftMonitor`) raises
/// an alarm in at most 1 % of groups, ever.
package struct TimeRecorder {
  /// The times by task and configuration.
  package private(set) var tables = TimeTables()

  private struct Watch {
    var ranks = ConformalPValues()
    var monitor: DriftMonitor

    mutating func observe(_ seconds: Double) {
      monitor.observe(residual: ranks.residual(of: seconds))
    }
  }

  private var watches: [TimeTables.Group: Watch] = [:]

  /// α of each group's test.
  private static let falseAlarm = 0.01
  /// So many times of a group are watched, the first ones: a rank costs as
  /// much as there are times before it.
  private static let mostWatched = 20_000

  /// Nothing recorded.
  package init() {}

  /// Adds the measured times of an answer; one of no named task is counted as
  /// of the task "all".
  ///
  /// - Throws: `DecodeTimeError` for times that are none.
  package mutating func record(
    _ answer: RecordedAnswer
  ) throws(DecodeTimeError) {
    let times = (answer.decodeTime, answer.prefillTime, answer.totalTime)
    guard times.0 != nil || times.1 != nil || times.2 != nil else { return }
    let group = TimeTables.Group(
      task: answer.request.task ?? "all",
      configuration: answer.request.configuration ?? ServingConfiguration())
    let isDrifting = (times.0 ?? times.2).map { watch(group, $0) } ?? false
    try tables.update(group) { measured throws(DecodeTimeError) in
      func record(
        _ time: Duration?, _ table: inout TimeTable
      ) throws(DecodeTimeError) {
        guard let time else { return }
        try table.record(
          seconds: time.inSeconds, ending: answer.ending,
          tokens: answer.tokens, count: answer.count)
      }
      try record(times.0, &measured.decode)
      try record(times.1, &measured.prefill)
      try record(times.2, &measured.total)
      if isDrifting { measured.isDrifting = true }
    }
  }

  /// Whether a group's times have been found to drift.
  private mutating func watch(
    _ group: TimeTables.Group, _ time: Duration
  ) -> Bool {
    if watches[group] == nil {
      guard let monitor = try? DriftMonitor(falseAlarm: Self.falseAlarm) else {
        return false
      }
      watches[group] = Watch(monitor: monitor)
    }
    guard let watch = watches[group],
      watch.ranks.count < Self.mostWatched, watch.monitor.alarm == nil
    else { return false }
    watches[group]?.observe(time.inSeconds)
    return watches[group]?.monitor.alarm != nil
  }
}

extension TimeTables {
  /// The measured times of answers in their order, by task and configuration;
  /// those of no named task are counted as of the task "all".
  ///
  /// - Throws: `DecodeTimeError` for times that are none.
  public init(_ answers: [RecordedAnswer]) throws(DecodeTimeError) {
    var recorder = TimeRecorder()
    for answer in answers { try recorder.record(answer) }
    self = recorder.tables
  }
}
