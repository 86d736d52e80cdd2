/// Why a trace or a table cannot be read or written, and where.
///
/// The description is one line that starts like a compiler's message:
/// `traces.csv:17: column output_tokens: found "abc", expected an integer of
/// at least 1`.
public struct TraceError: Error, Sendable, Hashable {
  /// What went wrong.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The file is missing, a directory, not permitted or failing to be read.
    case unreadableFile
    /// Compressed data that is truncated, corrupt, or of a kind not read.
    case damagedCompression
    /// Bytes that are not UTF-8 text.
    case unsupportedEncoding
    /// Quotes or sizes that make the bytes no CSV.
    case malformedCSV
    /// Bytes that are no JSON, or JSON of another shape.
    case malformedJSON
    /// Metrics that make no sense.
    case malformedMetrics
    /// A file of none of the kinds that are read.
    case unknownFormat
    /// A file that was written without what is needed.
    case missingDetails
    /// Times that no server has, in the unit that they are taken to be in.
    case implausibleTimes
    /// Files that count decode steps differently.
    case conflictingConventions
    /// No header line.
    case emptyFile
    /// A column that is missing or named twice.
    case invalidHeader
    /// A row with more or fewer fields than the header.
    case wrongFieldCount
    /// A field that does not hold what its column should.
    case invalidValue
    /// A header without answers.
    case noAnswers
    /// A task was asked for that the file does not have.
    case unknownTask
    /// A file that is no model where one is wanted.
    case notAModel
    /// A model that only a newer release reads.
    case newerModel
    /// A model whose bytes are not those that were written.
    case damagedModel
    /// A model that says what no model can.
    case invalidModel
    /// The text of a column mapping is malformed.
    case invalidMapping
    /// The file cannot be created.
    case unwritableFile
    /// The file was begun and cannot be written to its end.
    case unfinishedFile
  }

  /// Whose mistake it is, which decides a program's exit code.
  public enum Category: Sendable, Hashable {
    /// The file is missing or cannot be read: exit code 66.
    case unreadableFile
    /// The file holds something wrong: exit code 65.
    case badData
    /// The request itself is wrong: exit code 64.
    case usage
    /// The output cannot be created: exit code 73.
    case unwritableFile
    /// The output cannot be written to its end: exit code 74.
    case unfinishedFile
  }

  /// What went wrong.
  public var code: Code
  /// The path of the file, as it was given.
  public var file: String?
  /// The line on which the row starts, counting from 1.
  public var line: Int?
  /// The column, by its name in the file.
  public var column: String?
  /// The value found: at most 60 characters, control characters escaped.
  public var value: String?
  /// What would have been accepted instead of `value`.
  public var expected: String?
  /// What is wrong where that is not a single value.
  public var detail: String?

  /// Describes a failure.
  ///
  /// - Parameters:
  ///   - code: What went wrong.
  ///   - file: The path of the file, as it was given.
  ///   - line: The line on which the row starts, counting from 1.
  ///   - column: The column, by its name in the file.
  ///   - value: The value found, of which as much is kept as is printed.
  ///   - expected: What would have been accepted, to follow "expected".
  ///   - detail: What `value` and `expected` cannot say.
  public init(
    _ code: Code, file: String? = nil, line: Int? = nil,
    column: String? = nil, value: String? = nil, expected: String? = nil,
    detail: String? = nil
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
    self.value = value.map { printable($0) }
    self.expected = expected
    self.detail = detail
  }

  /// Whose mistake it is.
  public var category: Category {
    switch code {
    case .unreadableFile: .unreadableFile
    case .invalidMapping, .conflictingConventions: .usage
    case .unwritableFile: .unwritableFile
    case .unfinishedFile: .unfinishedFile
    default: .badData
    }
  }
}

extension TraceError {
  /// What a program exits with, by the BSD convention.
  public var exitCode: Int32 {
    switch category {
    case .usage: 64
    case .badData: 65
    case .unreadableFile: 66
    case .unwritableFile: 73
    case .unfinishedFile: 74
    }
  }
}

extension TraceError: CustomStringConvertible {
  /// Where it is, what was found and what would be accepted, in one line.
  public var description: String {
    var text = ""
    if let file { text += printable(file, limit: 1000) }
    if let line { text += text.isEmpty ? "line \(line)" : ":\(line)" }
    if !text.isEmpty { text += ": " }
    if let column { text += "column \(printable(column)): " }
    if let value {
      text += value.isEmpty ? "found nothing" : "found \"\(value)\""
    }
    if let expected {
      text += (value == nil ? "" : ", ") + "expected \(expected)"
    }
    if let detail { text += (expected == nil ? "" : "; ") + detail }
    return text
  }
}
