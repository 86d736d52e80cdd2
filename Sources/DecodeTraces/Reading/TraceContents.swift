public import DecodeEstimators
public import DecodeStatistics

/// What one pass over one or more files found.
public struct TraceContents: Sendable {
  /// Which answers are kept one by one.
  public enum Kept: Sendable, Hashable {
    /// None: only the tables are wanted.
    case none
    /// All of them.
    case all
    /// So many of the last ones, at least 1.
    case last(Int)
    /// So many of the last ones that have a measured time.
    case timed(last: Int)
  }

  /// The answers by task, length and ending.
  public internal(set) var tables = LifeTables()
  /// The answers that were kept, in the order of the files.
  public internal(set) var answers: [RecordedAnswer] = []
  /// How many answers came before those that were kept.
  public internal(set) var dropped = 0
  /// Lengths that are known in buckets only, one for each histogram.
  public internal(set) var histograms: [LengthHistogram] = []
  /// What was assumed and left out, one for each file.
  public internal(set) var reports: [ReadingReport] = []
  /// Which tokens the decode times cover; `nil` if there are no such times.
  public internal(set) var convention: DecodeStepConvention?

  /// Nothing yet.
  public init() {}

  /// What there is of measured times, answer by answer.
  public var measuredTimes: [MeasuredTimes] {
    answers.compactMap(MeasuredTimes.init)
  }
}

/// The measured times of one answer.
public struct MeasuredTimes: Sendable, Hashable {
  /// The task.
  public var task: TaskID
  /// What it ran on.
  public var configuration: Configuration
  /// Tokens generated.
  public var tokens: Int
  /// How the answer ended: the times of one that was cancelled are censored.
  public var ending: Ending
  /// How many such answers there were.
  public var count: Int
  /// Tokens of the prompt.
  public var promptTokens: Int?
  /// Until the first token, in seconds.
  public var prefillSeconds: Double?
  /// From the first token, or with it, to the last one, in seconds.
  public var decodeSeconds: Double?
  /// From end to end, in seconds.
  public var totalSeconds: Double?

  /// The times of an answer, `nil` if none was measured.
  public init?(_ answer: RecordedAnswer) {
    prefillSeconds = answer.prefillTime?.inSeconds
    decodeSeconds = answer.decodeTime?.inSeconds
    totalSeconds = answer.totalTime?.inSeconds
    guard prefillSeconds != nil || decodeSeconds != nil || totalSeconds != nil
    else { return nil }
    task = answer.request.task ?? TraceReader.wholeFileTask
    configuration = answer.request.configuration ?? Configuration()
    tokens = answer.tokens
    ending = answer.ending
    count = answer.count
    promptTokens = answer.request.promptTokens
  }
}
