public import DecodeStatistics

/// Something that a file does not say and that was taken for granted, or that
/// a reader of its figures should know.
public struct ReadingAssumption: Sendable, Hashable, Codable {
  /// What it is about.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Neither an ending nor a cap is recorded: the answer counts as stopped.
    case endingNotRecorded
    /// A finish reason that is not known: the answer counts as stopped.
    case unknownFinishReason
    /// No task is recorded: all answers are the task `all`.
    case noTask
    /// Lengths look set by the benchmark rather than chosen by the model.
    case lengthsLookForced
    /// Requests that failed, or have no length, were left out.
    case failed
    /// Requests of a warm-up were left out.
    case warmUp
    /// Requests for several choices, whose tokens are a sum, were left out.
    case severalChoices
    /// Times that contradict each other were left out.
    case contradictoryTimes
    /// Only the time from end to end is known, and stands for the decode time.
    case totalStandsForDecode
    /// Times in another unit than the format's were put right.
    case unitCorrected
    /// Several tokens came at once.
    case tokensInChunks
    /// Counts were made by the client from the text.
    case clientSideCounts
    /// The runs of a benchmark had settings of their own.
    case severalRuns
    /// A column that was not read has nearly the name of one that would be.
    case nearMiss
    /// Lengths are known in buckets only.
    case bucketsOnly
  }

  /// What it is about.
  public var kind: Kind
  /// The assumption in a sentence.
  public var text: String
  /// How many rows it concerns; `nil` if it is the file's.
  public var count: Int?
}

/// What happened while a file was read: what was assumed, what left out.
public struct ReadingReport: Sendable, Hashable {
  /// The file, as it was given.
  public internal(set) var path = ""
  /// What kind of file it is.
  public internal(set) var format = TraceFormat.csv
  /// Records of the file, whatever became of them.
  public internal(set) var rowsRead = 0
  /// Invalid rows that were left out, as `skipInvalid` allows.
  public internal(set) var rowsSkipped = 0
  /// Rows left out since another task was asked for.
  public internal(set) var rowsOfOtherTasks = 0
  /// What was wrong with the first few rows that were skipped.
  public internal(set) var skippedReasons: [TraceError] = []
  /// What was assumed, in the order in which it came up.
  public internal(set) var assumptions: [ReadingAssumption] = []
  /// Which tokens the decode times cover; `nil` if there are no such times.
  public internal(set) var convention: DecodeStepConvention?
  /// Rows with a measured decode time.
  public internal(set) var timedRows = 0
  /// Answers that were taken.
  public internal(set) var answers = 0
  /// Bytes of the file, decompressed; `nil` unless a digest was asked for.
  public internal(set) var bytes: Int?
  /// A checksum of these bytes; `nil` unless it was asked for.
  public internal(set) var digest: String?

  /// How many reasons are kept.
  static let keptReasons = 5

  /// Nothing read yet.
  public init() {}

  /// Whether something of that kind was assumed.
  public func assumes(_ kind: ReadingAssumption.Kind) -> Bool {
    assumptions.contains { $0.kind == kind }
  }

  /// Whether answers count as stopped for want of both an ending and a cap.
  public var endingsAssumedStopped: Bool { assumes(.endingNotRecorded) }
  /// Whether the file names no task and was taken as the one task `all`.
  public var wholeFileIsOneTask: Bool { assumes(.noTask) }

  mutating func skip(_ reason: TraceError) {
    rowsSkipped += 1
    if skippedReasons.count < Self.keptReasons {
      skippedReasons.append(reason)
    }
  }
}
