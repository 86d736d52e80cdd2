public import DecodeStatistics

/// Reads traces and count tables in CSV, plain or compressed by gzip.
///
/// ```swift
/// let reader = TraceReader(TraceReader.Options(task: "chat"))
/// let (tables, report) = try reader.lifeTables(in: "trace.csv.gz")
/// ```
///
/// A file is read in chunks: memory depends on the number of tasks and of
/// distinct lengths, not on the number of rows.
///
/// The header names the columns. Required is `output_tokens`, and `task`
/// unless `Options.task` names the only task; `ending` (`stopped`, `capped`,
/// `cancelled`, or the finish reasons `stop`, `length`, `abort`), `cap`,
/// `prompt_tokens`, `prefill_ms`, `decode_ms`, `timestamp` and `config.*` are
/// optional. With a column `count`, a row stands for that many answers.
public struct TraceReader: Sendable {
  /// What the shortest length in a file means.
  public enum Origin: Int, Sendable, Hashable, CaseIterable {
    /// Lengths start at 0. They are handed out plus 1, caps alike, so that
    /// families on {1, 2, …} fit N + 1.
    case zero = 0
    /// Lengths start at 1, as token counts do.
    case one = 1
  }

  /// How a file is to be understood.
  public struct Options: Sendable, Hashable {
    /// Which column holds what.
    public var columns: ColumnMapping
    /// The only task wanted of a file with a task column; the name of the
    /// task of a file without one.
    public var task: TaskID?
    /// The cap, in tokens as the file counts them, where neither an ending
    /// nor a cap is recorded: answers of this length count as capped, and
    /// longer ones are invalid.
    public var assumedCap: Int?
    /// Where lengths start.
    public var origin: Origin
    /// Whether invalid rows are left out and reported rather than thrown.
    public var skipInvalid: Bool

    /// Understands a file.
    public init(
      columns: ColumnMapping = ColumnMapping(), task: TaskID? = nil,
      assumedCap: Int? = nil, origin: Origin = .one,
      skipInvalid: Bool = false
    ) {
      self.columns = columns
      self.task = task
      self.assumedCap = assumedCap
      self.origin = origin
      self.skipInvalid = skipInvalid
    }
  }

  /// Called now and then with the bytes of the file read so far and the size
  /// of the file, which is `nil` for a pipe.
  public typealias Progress = (_ bytesRead: Int, _ totalBytes: Int?) -> Void

  /// The greatest token count that is read: 2³¹ − 1.
  ///
  /// No answer is that long. What is meant to be an identifier or a time in
  /// nanoseconds is told from a length by it.
  public static let maximumTokens = Int(Int32.max)

  /// The task of a file without a task column whose columns were mapped.
  public static let wholeFileTask: TaskID = "all"

  /// How files are understood.
  public var options: Options

  /// Bytes parsed at a time; small only to test that it makes no difference.
  package var chunkSize = 1 << 16

  /// Reads files as `options` say.
  public init(_ options: Options = Options()) { self.options = options }
}
