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
    /// None, but the times that were measured are counted.
    case times
  }

  /// The answers by task, length and ending.
  public internal(set) var tables = LifeTables()
  /// The times that were measured, where these were asked for.
  public internal(set) var times = TimeTables()
  /// The answers that were kept, in the order of the files.
  public internal(set) var answers: [RecordedAnswer] = []
  /// How many answers came before those that were kept.
  public internal(set) var dropped = 0
  /// Lengths that are known in buckets only, one for each histogram.
  public internal(set) var histograms: [LengthHistogram] = []
  /// Times that are known in buckets only, one for each histogram.
  public internal(set) var timeHistograms: [TimeHistogram] = []
  /// What was assumed and left out, one for each file.
  public internal(set) var reports: [ReadingReport] = []
  /// Which tokens the decode times cover; `nil` if there are no such times.
  public internal(set) var convention: DecodeStepConvention?

  /// Nothing yet.
  public init() {}
}
