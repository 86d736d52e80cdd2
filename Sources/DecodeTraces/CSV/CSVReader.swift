/// The rows of a CSV file, a chunk at a time.
///
/// RFC 4180 with any of LF, CRLF and CR, blank lines skipped, and spaces
/// around unquoted fields dropped; fields are separated by commas, or by
/// semicolons or tabs if the first line has more of them.
struct CSVReader: ~Copyable {
  /// The path of the file, as given.
  let path: String
  private var source: ByteSource
  private let chunkSize: Int
  /// The rows of the latest chunk.
  private(set) var batch: CSVBatch
  private var state = State.start

  private enum State {
    case start
    case inside
    /// All rows handed out, then the file was found at fault.
    case failed(TraceError)
    case finished
  }

  /// Opens the file at `path`, to be parsed `chunkSize` bytes at a time.
  ///
  /// - Throws: `TraceError` if the file cannot be opened.
  static func open(
    _ path: String, chunkSize: Int
  ) throws(TraceError) -> CSVReader {
    CSVReader(try ByteSource.open(path), chunkSize: chunkSize)
  }

  /// Parses a file that was opened and not yet read.
  init(_ source: consuming ByteSource, chunkSize: Int) {
    path = source.path
    self.chunkSize = max(chunkSize, 1)
    batch = CSVBatch(separator: Self.separator(source.peek(1 << 16)))
    self.source = source
  }

  /// Bytes of the file consumed so far.
  var bytesRead: Int { source.bytesRead }
  /// The size of the file, `nil` for a pipe.
  var totalBytes: Int? { source.totalBytes }

  /// Parses the next chunk into `batch`, which may complete no row.
  ///
  /// - Returns: Whether there was anything left to parse.
  /// - Throws: `TraceError` if the file cannot be read on or is no CSV. The
  ///   rows before the fault have been handed out by then.
  mutating func next() throws(TraceError) -> Bool {
    let isStart: Bool
    switch state {
    case .finished: return false
    case .failed(let error):
      state = .finished
      throw error
    case .start: isStart = true
    case .inside: isStart = false
    }
    // The start must show a byte-order mark in one piece.
    try batch.take(upTo: isStart ? max(chunkSize, 4) : chunkSize) {
      (chunk) throws(TraceError) in try source.read(into: chunk)
    }
    if isStart { batch.skip(try lengthOfMark(batch.rest)) }
    state = .inside
    if batch.rest.isEmpty {
      state = .finished
      batch.finish()
    } else {
      batch.scan()
    }
    if let fault = batch.fault {
      state = .failed(
        TraceError(
          fault.code, file: path, line: fault.line, detail: fault.detail))
    }
    return true
  }

  /// The length of a UTF-8 byte-order mark at the start.
  private func lengthOfMark(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(TraceError) -> Int {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw TraceError(
        .unsupportedEncoding, file: path, line: 1,
        detail: "is UTF-16 text: save it as UTF-8")
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}

// MARK: - The header

extension CSVReader {
  /// What separates the fields of the first line that is not blank.
  private static func separator(_ start: [UInt8]) -> UInt8 {
    let line = start.drop { $0 == 10 || $0 == 13 || $0 == 32 }
      .prefix { $0 != 10 && $0 != 13 }
    var isQuoted = false
    var counts: [UInt8: Int] = [:]
    for byte in line {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted {
        counts[byte, default: 0] += 1
      }
    }
    let comma = UInt8(ascii: ",")
    return [UInt8(ascii: ";"), UInt8(ascii: "\t")].reduce(comma) {
      counts[$1, default: 0] > counts[$0, default: 0] ? $1 : $0
    }
  }
}

extension CSVReader {
  /// Reads as far as the first row that is not blank, which names the columns.
  ///
  /// - Returns: The names without white space around them, and their line.
  /// - Throws: `TraceError`, of code `emptyFile` if there is no such row.
  mutating func readHeader() throws(TraceError) -> (names: [String], line: Int)
  {
    while batch.rowCount == 0 {
      guard try next() else {
        throw TraceError(
          .emptyFile, file: path,
          detail: "is empty: a header line was expected")
      }
    }
    let row = batch.row(0)
    let names = (0..<row.fieldCount).map { column in
      String(decoding: batch.field(column, of: row), as: UTF8.self)
        .trimmedOfSpaces
    }
    return (names: names, line: row.line)
  }
}
