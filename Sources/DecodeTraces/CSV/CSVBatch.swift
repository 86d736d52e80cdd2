/// The rows that one chunk of the file completed, and the beginning of the
/// next one.
///
/// Rows and fields are places in the bytes as they were read, which are copied
/// no more; a field in quotes is without them, and quotes within it, written
/// twice, are single. All memory is used again for the next chunk.
struct CSVBatch: ~Copyable {
  /// Where a complete row is found.
  struct Row: BitwiseCopyable {
    /// The line on which the row starts, counting from 1.
    var line: Int
    /// How many fields it has, stored or not.
    var fieldCount: Int
    var firstField: Int
  }

  /// Where a field is found; a row is at most 64 MiB beside a chunk.
  struct Field: BitwiseCopyable {
    var start: UInt32
    var end: UInt32
  }

  /// What is wrong with the bytes, and on which line; nothing is taken after.
  struct Fault {
    var line: Int
    var detail: String
    var code = TraceError.Code.malformedCSV
  }

  /// Beyond this many columns a header is taken for something else.
  static var maximumColumns: Int { 1 << 16 }
  /// The most bytes of one field: 1 MiB.
  static var maximumFieldBytes: Int { 1 << 20 }
  /// What is said of a longer one.
  static var oversizedField: String {
    "a field is over 1 MiB; is a quote missing?"
  }
  /// The most bytes of one row.
  static var maximumRowBytes: Int { 1 << 26 }

  var fields = GrowableBuffer<Field>(capacity: 1 << 13)
  var rows = GrowableBuffer<Row>(capacity: 1 << 11)
  /// How many fields the first row has.
  var width: Int?
  var fault: Fault?

  /// The row in the making, then the chunk.
  var bytes = GrowableBuffer<UInt8>(capacity: 1 << 16)
  /// The first byte that was not looked at.
  var next = 0
  var scanner = CSVScanner()
  let kinds: [CSVScanner.Kind]

  /// Nothing yet of a file whose fields are separated by a byte.
  init(separator: UInt8) { kinds = CSVScanner.kinds(separator: separator) }

  /// How many rows are complete.
  var rowCount: Int { rows.count }

  /// A complete row.
  func row(_ index: Int) -> Row { rows[index] }

  /// A field of `row`, empty if the row is too short.
  ///
  /// The bytes are valid until the next chunk is read.
  func field(_ column: Int, of row: Row) -> UnsafeBufferPointer<UInt8> {
    guard column < row.fieldCount, column < width ?? 0 else {
      return bytes.view(0..<0)
    }
    let field = fields[row.firstField + column]
    return bytes.view(Int(field.start)..<Int(field.end))
  }
}

// MARK: - Filling

extension CSVBatch {
  /// Forgets the complete rows and takes as many bytes as `fill` says it wrote.
  mutating func take<Failure: Error>(
    upTo count: Int,
    _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    rows.removeAll()
    bytes.removeFirst(scanner.rowStart)
    fields.removeFirst(scanner.firstField)
    let shift = UInt32(scanner.rowStart)
    for index in 0..<fields.count {
      fields[index].start -= shift
      fields[index].end -= shift
    }
    next -= scanner.rowStart
    scanner.moveBack()
    try bytes.append(upTo: count, fill)
  }

  /// Leaves out bytes that were taken and not looked at.
  mutating func skip(_ count: Int) {
    next += count
    scanner.rowStart = next
  }

  /// The bytes that were taken and not looked at.
  var rest: UnsafeBufferPointer<UInt8> { bytes.view(next..<bytes.count) }

  /// Ends a field before the byte at `end`.
  ///
  /// - Returns: Whether it may be there.
  mutating func endField(at end: Int) -> Bool {
    let start = scanner.fieldStart
    let end = scanner.isQuoted ? unescape() : trimmed(to: end)
    let column = scanner.fieldsInRow
    scanner.fieldsInRow += 1
    guard end - start <= Self.maximumFieldBytes else {
      fault = Fault(line: scanner.fieldLine, detail: Self.oversizedField)
      return false
    }
    guard column < width ?? Self.maximumColumns else {
      // Rows are counted to their end; a header has to be kept whole.
      guard width == nil else { return true }
      fault = Fault(
        line: scanner.line, detail: "the header has over 65536 columns")
      return false
    }
    fields.append(Field(start: UInt32(start), end: UInt32(end)))
    return true
  }

  /// The end of an unquoted field without the spaces before `end`.
  private func trimmed(to end: Int) -> Int {
    var end = end
    while end > scanner.fieldStart, kinds[Int(bytes[end - 1])] == .space {
      end -= 1
    }
    return end
  }

  /// Makes doubled quotes single, in place.
  ///
  /// - Returns: Where the field ends.
  private mutating func unescape() -> Int {
    guard scanner.doubledQuotes > 0 else { return scanner.quoteEnd }
    var (from, to) = (scanner.fieldStart, scanner.fieldStart)
    while from < scanner.quoteEnd {
      let byte = bytes[from]
      bytes[to] = byte
      from += byte == UInt8(ascii: "\"") ? 2 : 1
      to += 1
    }
    return to
  }

  /// Ends a row, whose next one starts at `start`.
  mutating func endRow(at start: Int) {
    rows.append(
      Row(
        line: scanner.rowLine, fieldCount: scanner.fieldsInRow,
        firstField: scanner.firstField))
    if width == nil { width = scanner.fieldsInRow }
    scanner.fieldsInRow = 0
    scanner.firstField = fields.count
    scanner.rowStart = start
    scanner.place = .betweenRows
  }
}
