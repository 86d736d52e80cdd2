/// What happened while a file was read: what was assumed, what left out.
public struct ReadingReport: Sendable, Hashable {
  /// Rows below the header, whatever became of them.
  public internal(set) var rowsRead = 0
  /// Invalid rows that were left out, as `skipInvalid` allows.
  public internal(set) var rowsSkipped = 0
  /// Rows left out since another task was asked for.
  public internal(set) var rowsOfOtherTasks = 0
  /// What was wrong with the first few rows that were skipped.
  public internal(set) var skippedReasons: [TraceError] = []
  /// Whether answers count as stopped for want of both an ending and a cap.
  public internal(set) var endingsAssumedStopped = false
  /// Whether the file names no task and was taken as the one task `all`.
  public internal(set) var wholeFileIsOneTask = false

  /// How many reasons are kept.
  static let keptReasons = 5

  /// Nothing read yet.
  public init() {}

  mutating func skip(_ reason: TraceError) {
    rowsSkipped += 1
    if skippedReasons.count < Self.keptReasons {
      skippedReasons.append(reason)
    }
  }
}
