public import DecodeStatistics

/// Reads what servers and benchmarks write of their answers.
///
/// ```swift
/// let reader = TraceReader(TraceReader.Options(task: "chat"))
/// let contents = try reader.contents(of: ["monday.csv.gz", "tuesday.csv"])
/// ```
///
/// What kind of file it is, `TraceFormat`, is told by its content, and so is
/// compression by gzip or zstd; `-` is standard input. Each file is read once,
/// in chunks: where no answers are kept, memory depends on the number of tasks
/// and of distinct lengths, not on the number of rows.
///
/// A CSV header names the columns, by native names, by those that are in use
/// elsewhere (`completion_tokens`, `GeneratedTokens`, `finish_reason`, …), or
/// by `Options.columns`. Only the output tokens are required. With a column
/// `count`, a row stands for that many answers.
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
    /// The only task wanted of a file that names tasks; the name of the task
    /// of a file that does not.
    public var task: TaskID?
    /// Whether all rows are the one task `all`, whatever the file says.
    public var pooled: Bool
    /// The cap, in tokens as the file counts them, where neither an ending
    /// nor a cap is recorded: answers of this length count as capped, and
    /// longer ones are invalid.
    public var assumedCap: Int?
    /// Where lengths start.
    public var origin: Origin
    /// Which tokens the decode times cover; `nil` takes what the file implies.
    public var convention: DecodeStepConvention?
    /// Whether invalid rows are left out and reported rather than thrown.
    public var skipInvalid: Bool
    /// Whether a checksum of each file is worked out, as provenance has it.
    public var digests = false

    /// Understands a file.
    public init(
      columns: ColumnMapping = ColumnMapping(), task: TaskID? = nil,
      pooled: Bool = false, assumedCap: Int? = nil, origin: Origin = .one,
      convention: DecodeStepConvention? = nil, skipInvalid: Bool = false
    ) {
      self.columns = columns
      self.task = task
      self.pooled = pooled
      self.assumedCap = assumedCap
      self.origin = origin
      self.convention = convention
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

  /// The task of a file that names none.
  public static let wholeFileTask: TaskID = "all"

  /// How files are understood.
  public var options: Options

  /// Bytes of CSV parsed at a time; small only to test that it makes no
  /// difference.
  package var chunkSize = 1 << 16

  /// Reads files as `options` say.
  public init(_ options: Options = Options()) { self.options = options }
}
