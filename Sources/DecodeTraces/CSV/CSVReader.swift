internal import CCSV

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The rows of a CSV file, a chunk at a time.
///
/// RFC 4180 with any of LF, CRLF and CR, blank lines skipped, and spaces
/// around unquoted fields dropped; fields are separated by commas, or by
/// semicolons or tabs if the first line has more of them.
struct CSVReader: ~Copyable {
  /// The path of the file, as given.
  let path: String
  private var source: ByteSource
  private var parser: csv_parser
  private let chunk: UnsafeMutableRawBufferPointer
  private let chunkSize: Int
  /// The rows of the latest chunk.
  private(set) var batch = CSVBatch()
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
    parser = csv_parser()
    let separator = Self.separator(source.peek(1 << 16))
    self.source = source
    let options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL
    let status = csv_init(&parser, UInt8(truncatingIfNeeded: options))
    // It fails for a null parser only.
    precondition(status == 0, "csv_init should succeed, but gave \(status)")
    csv_set_blk_size(&parser, 4096)
    csv_set_delim(&parser, separator)
    // The start must show a byte-order mark in one piece.
    chunk = .allocate(byteCount: max(self.chunkSize, 4), alignment: 16)
  }

  deinit {
    var parser = parser
    csv_free(&parser)
    chunk.deallocate()
  }

  /// Bytes of the file consumed so far.
  var bytesRead: Int { source.bytesRead }
  /// The size of the file, `nil` for a pipe.
  var totalBytes: Int? { source.totalBytes }

  /// Copies no other columns than these from now on.
  mutating func keep(only columns: Set<Int>) { batch.keep(only: columns) }

  /// Parses the next chunk into `batch`, which may complete no row.
  ///
  /// - Returns: Whether there was anything left to parse.
  /// - Throws: `TraceError` if the file cannot be read on or is no CSV. The
  ///   rows before the fault have been handed out by then.
  mutating func next() throws(TraceError) -> Bool {
    let wanted: Int
    switch state {
    case .finished: return false
    case .failed(let error):
      state = .finished
      throw error
    case .start: wanted = chunk.count
    case .inside: wanted = chunkSize
    }
    batch.startChunk()
    let count = try source.read(
      into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<wanted]))
    guard count > 0 else {
      finish()
      return true
    }
    var bytes = UnsafeBufferPointer(
      rebasing: chunk.bindMemory(to: UInt8.self)[..<count])
    if case .start = state {
      state = .inside
      bytes = try withoutMark(bytes)
    }
    parse(bytes)
    return true
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

// MARK: - Parsing

extension CSVReader {
  /// `bytes` after a UTF-8 byte-order mark.
  private func withoutMark(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(TraceError) -> UnsafeBufferPointer<UInt8> {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw TraceError(
        .unsupportedEncoding, file: path, line: 1,
        detail: "is UTF-16 text: save it as UTF-8")
    }
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return UnsafeBufferPointer(rebasing: bytes[mark...])
  }

  private mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    let zero = memchr(start, 0, bytes.count)
    let length = zero.map { UnsafeRawPointer($0) - UnsafeRawPointer(start) }
    let usable = length ?? bytes.count
    batch.mayHoldNewlines =
      parser.quoted != 0 || memchr(start, Int32(CSV_QUOTE), usable) != nil
    let parsed = withUnsafeMutablePointer(to: &batch) { batch in
      csv_parse(&parser, start, usable, takeField, takeRowEnd, batch)
    }
    if let excess = batch.excess {
      fail(excess.line, excess.detail)
    } else if parsed < usable {
      failParsing()
    } else if zero != nil {
      fail(
        lineInField,
        "found a NUL byte, expected UTF-8 text", code: .unsupportedEncoding)
    } else if parser.entry_pos > CSVBatch.maximumFieldBytes {
      fail(batch.currentLine, CSVBatch.oversizedField)
    } else if batch.pendingBytes > CSVBatch.maximumRowBytes {
      fail(batch.currentLine, "a row is over 64 MiB")
    }
  }

  private mutating func finish() {
    state = .finished
    batch.mayHoldNewlines = true
    let status = withUnsafeMutablePointer(to: &batch) { batch in
      csv_fini(&parser, takeField, takeRowEnd, batch)
    }
    if let excess = batch.excess {
      fail(excess.line, excess.detail)
    } else if status != 0 {
      fail(
        batch.currentLine,
        "a quoted field starts here and never ends: a quote is missing")
    }
  }

  private mutating func failParsing() {
    if csv_error(&parser) != CSV_EPARSE {
      fail(lineInField, "there is not enough memory for a field")
    } else if parser.quoted != 0 {
      fail(
        lineInField,
        "found text after the closing quote of a field, expected a comma or "
          + "the end of the line; write a quote within quotes twice")
    } else {
      fail(
        lineInField,
        "found a quote within a field, expected the whole field in quotes "
          + "and the quotes within written twice")
    }
  }

  private mutating func fail(
    _ line: Int, _ detail: String, code: TraceError.Code = .malformedCSV
  ) {
    state = .failed(TraceError(code, file: path, line: line, detail: detail))
  }

  /// The line that the parser has reached, within a field or between two.
  private var lineInField: Int {
    guard let start = parser.entry_buf else { return batch.currentLine }
    let begun = UnsafeBufferPointer(
      start: UnsafePointer(start), count: parser.entry_pos)
    return batch.currentLine + begun.newlineCount
  }
}

/// Called by the parser at the end of every field.
private func takeField(
  _ bytes: UnsafeMutableRawPointer?, _ count: Int,
  _ batch: UnsafeMutableRawPointer?
) {
  let start = UnsafePointer(bytes?.assumingMemoryBound(to: UInt8.self))
  batch?.assumingMemoryBound(to: CSVBatch.self).pointee
    .add(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
}

/// Called by the parser at the end of every row.
private func takeRowEnd(
  _ terminator: Int32, _ batch: UnsafeMutableRawPointer?
) {
  batch?.assumingMemoryBound(to: CSVBatch.self).pointee.endRow(terminator)
}
