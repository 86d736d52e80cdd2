/// The rows that one chunk of the file completed, and the beginning of the
/// next one.
///
/// The parser's callbacks only append here; rows are looked at afterwards, by
/// code that may throw. All memory is used again for the next chunk.
struct CSVBatch: ~Copyable {
  /// Where a complete row is found.
  struct Row: BitwiseCopyable {
    /// The line on which the row starts, counting from 1.
    var line: Int
    /// How many fields it has, stored or not.
    var fieldCount: Int
    fileprivate var firstField: Int
  }

  struct Field: BitwiseCopyable {
    var start: Int
    var end: Int
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

  private var bytes = GrowableBuffer<UInt8>(capacity: 1 << 16)
  private var fields = GrowableBuffer<Field>(capacity: 1 << 13)
  private var rows = GrowableBuffer<Row>(capacity: 1 << 11)
  /// Which columns are worth copying; empty before the header is understood.
  private var isKept = GrowableBuffer<Bool>()

  /// How many fields the first row has.
  private(set) var width: Int?
  /// What is larger than allowed, and on which line; nothing is taken after.
  private(set) var excess: (line: Int, detail: String)?
  /// Whether a field may have a newline in it, since the chunk has quotes.
  var mayHoldNewlines = true

  // The row in the making.
  private var line = 1
  private var fieldsInRow = 0
  private var newlinesInRow = 0
  private var firstFieldOfRow = 0
  private var firstByteOfRow = 0
  private var followsCarriageReturn = false

  /// How many rows are complete.
  var rowCount: Int { rows.count }
  /// The line which the parser has reached between two fields.
  var currentLine: Int { line + newlinesInRow }
  /// Bytes held of the row in the making.
  var pendingBytes: Int { bytes.count - firstByteOfRow }

  /// A complete row.
  func row(_ index: Int) -> Row { rows[index] }

  /// A field of `row`, empty if the row is too short or the column not kept.
  ///
  /// The bytes are valid until the next chunk is parsed.
  func field(_ column: Int, of row: Row) -> UnsafeBufferPointer<UInt8> {
    guard column < row.fieldCount, column < width ?? 0 else {
      return bytes.view(0..<0)
    }
    let field = fields[row.firstField + column]
    return bytes.view(field.start..<field.end)
  }

  /// Copies no other columns than these from now on.
  mutating func keep(only columns: Set<Int>) {
    isKept = GrowableBuffer()
    for column in 0..<(width ?? 0) {
      isKept.append(columns.contains(column))
    }
  }
}

// MARK: - Filling

extension CSVBatch {
  /// Forgets the complete rows.
  mutating func startChunk() {
    rows.removeFirst(rows.count)
    bytes.removeFirst(firstByteOfRow)
    fields.removeFirst(firstFieldOfRow)
    for index in 0..<fields.count {
      fields[index].start -= firstByteOfRow
      fields[index].end -= firstByteOfRow
    }
    firstByteOfRow = 0
    firstFieldOfRow = 0
  }

  /// Takes a field from the parser.
  mutating func add(_ field: UnsafeBufferPointer<UInt8>) {
    guard excess == nil else { return }
    guard field.count <= Self.maximumFieldBytes else {
      excess = (currentLine, Self.oversizedField)
      return
    }
    let column = fieldsInRow
    fieldsInRow += 1
    followsCarriageReturn = false
    if mayHoldNewlines { newlinesInRow += field.newlineCount }
    guard column < width ?? Self.maximumColumns else {
      // Rows are counted to their end; a header has to be kept whole.
      if width == nil {
        excess = (currentLine, "the header has over 65536 columns")
      }
      return
    }
    let start = bytes.count
    if isKept.count == 0 || isKept[column] {
      bytes.append(contentsOf: field)
    }
    fields.append(Field(start: start, end: bytes.count))
  }

  /// Takes the end of a row, or of a blank line, from the parser.
  ///
  /// - Parameter terminator: A carriage return, a line feed or, at the end of
  ///   the file, a negative number.
  mutating func endRow(_ terminator: Int32) {
    guard excess == nil else { return }
    let isBlank = fieldsInRow == 0
    if !isBlank {
      rows.append(
        Row(line: line, fieldCount: fieldsInRow, firstField: firstFieldOfRow))
      if width == nil { width = fieldsInRow }
      line += newlinesInRow
      fieldsInRow = 0
      newlinesInRow = 0
      firstFieldOfRow = fields.count
      firstByteOfRow = bytes.count
    }
    // The line feed of CRLF arrives as a blank line of its own.
    let isSecondHalf = terminator == 10 && isBlank && followsCarriageReturn
    if !isSecondHalf { line += 1 }
    followsCarriageReturn = terminator == 13
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Line ends among the bytes: LF, CRLF or a lone CR.
  var newlineCount: Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in self {
      if byte == 13 || (byte == 10 && previous != 13) { count += 1 }
      previous = byte
    }
    return count
  }
}
