/// Where a scan of CSV has got to, so that it goes on with the next chunk.
struct CSVScanner {
  /// What the next byte belongs to.
  enum Place: UInt8 {
    /// Before the first byte of a row, but for spaces.
    case betweenRows
    /// After a separator, before the first byte of a field.
    case betweenFields
    case unquoted
    case quoted
    /// After what closes a field in quotes, or is the first of two quotes.
    case afterQuote
    /// After spaces behind the closing quote.
    case afterQuotedField
  }

  /// What a byte may be.
  enum Kind: UInt8 {
    case text
    case space
    case separator
    case quote
    case lineEnd
    case zero
  }

  var place = Place.betweenRows
  /// The line that the scan has reached, counting from 1.
  var line = 1
  var rowLine = 1
  var fieldLine = 1
  var rowStart = 0
  var fieldStart = 0
  /// The closing quote, once it is there.
  var quoteEnd = 0
  /// How many quotes of the field are written twice.
  var doubledQuotes = 0
  var isQuoted = false
  var fieldsInRow = 0
  var firstField = 0
  /// Whether the last byte was a carriage return that ended a line.
  var followsReturn = false

  /// The kinds of the 256 bytes where fields are separated by one of them.
  static func kinds(separator: UInt8) -> [Kind] {
    var kinds = [Kind](repeating: .text, count: 256)
    (kinds[32], kinds[9], kinds[34]) = (.space, .space, .quote)
    (kinds[10], kinds[13], kinds[0]) = (.lineEnd, .lineEnd, .zero)
    kinds[Int(separator)] = .separator
    return kinds
  }

  /// Follows the bytes of the row in the making to the front.
  mutating func moveBack() {
    fieldStart -= rowStart
    quoteEnd -= rowStart
    (rowStart, firstField) = (0, 0)
  }

  /// Counts a line end; the two bytes of CRLF are one.
  mutating func endLine(_ byte: UInt8) {
    if byte == 13 || !followsReturn { line += 1 }
    followsReturn = byte == 13
  }

  /// Begins a field at an index, in quotes if that holds one.
  mutating func beginField(at index: Int, quoted: Bool) {
    if place == .betweenRows { rowLine = line }
    fieldLine = line
    isQuoted = quoted
    doubledQuotes = 0
    fieldStart = quoted ? index + 1 : index
    place = quoted ? .quoted : .unquoted
  }
}

// MARK: - Scanning

extension CSVBatch {
  /// Cuts the bytes that were taken into fields and rows.
  ///
  /// RFC 4180, with any of LF, CRLF and CR; blank lines are skipped, and spaces
  /// and tabs around a field outside its quotes dropped. A quote within a field
  /// that does not start with one, and text behind a closing quote, are faults.
  ///
  /// One pass, one look at each byte but those that end a field: this loop is
  /// what reading a CSV costs most for.
  mutating func scan() {
    let end = bytes.count
    var index = next
    let table = kinds
    // `index` is below `end`, the count of all bytes, wherever one is looked
    // at; the table has 256 entries and is asked with a byte. The bytes stay
    // where they are, since nothing is appended in here.
    table.withUnsafeBufferPointer { kinds in
      let base = bytes.view(0..<end)
      while index < end {
        let byte = base[index]
        let kind = kinds[Int(byte)]
        switch scanner.place {
        case .unquoted:
          if kind == .text || kind == .space {
            index += 1
            while index < end, kinds[Int(base[index])] == .text { index += 1 }
            continue
          }
          if kind == .quote {
            fault = Fault(line: scanner.line, detail: Self.strayQuote)
            break
          }
        case .quoted:
          switch kind {
          case .quote:
            scanner.quoteEnd = index
            scanner.place = .afterQuote
            scanner.followsReturn = false
          case .lineEnd: scanner.endLine(byte)
          case .zero: break
          default: scanner.followsReturn = false
          }
          if kind != .zero {
            index += 1
            continue
          }
        case .afterQuote where kind == .quote:
          scanner.doubledQuotes += 1
          scanner.place = .quoted
          index += 1
          continue
        case .afterQuote, .afterQuotedField:
          if kind == .space {
            scanner.place = .afterQuotedField
            index += 1
            continue
          }
          if kind == .text || kind == .quote {
            fault = Fault(line: scanner.line, detail: Self.textAfterQuote)
            break
          }
        case .betweenRows, .betweenFields:
          switch kind {
          case .space:
            index += 1
            if scanner.place == .betweenRows { scanner.rowStart = index }
            continue
          case .text, .quote:
            scanner.beginField(at: index, quoted: kind == .quote)
            scanner.followsReturn = false
            index += 1
            if kind == .text {
              scanPlainFields(base, kinds, from: &index)
            }
            continue
          case .lineEnd where scanner.place == .betweenRows:
            scanner.endLine(byte)
            index += 1
            scanner.rowStart = index
            continue
          default:
            scanner.beginField(at: index, quoted: false)
          }
        }
        if kind == .zero, fault == nil {
          fault = Fault(
            line: scanner.line,
            detail: "found a NUL byte, expected UTF-8 text",
            code: .unsupportedEncoding)
        }
        guard fault == nil, endField(at: index) else { break }
        index += 1
        scanner.followsReturn = false
        if kind == .separator {
          scanner.place = .betweenFields
        } else {
          endRow(at: index)
          scanner.endLine(byte)
        }
      }
    }
    next = index
    if fault == nil { checkSizes() }
  }

  /// Goes through the rest of a field and the fields after it while these
  /// have neither quotes nor spaces, as most have, and ends their row.
  @inline(__always)
  private mutating func scanPlainFields(
    _ base: UnsafeBufferPointer<UInt8>,
    _ kinds: UnsafeBufferPointer<CSVScanner.Kind>,
    from index: inout Int
  ) {
    var start = scanner.fieldStart
    var column = scanner.fieldsInRow
    let width = width ?? 0
    while true {
      while index < base.count, kinds[Int(base[index])] == .text { index += 1 }
      guard index < base.count, column < width,
        index - start <= Self.maximumFieldBytes
      else { break }
      let mark = kinds[Int(base[index])]
      guard mark == .separator || mark == .lineEnd else { break }
      fields.append(Field(start: UInt32(start), end: UInt32(index)))
      column += 1
      index += 1
      if mark == .lineEnd {
        scanner.fieldsInRow = column
        endRow(at: index)
        scanner.endLine(base[index - 1])
        return
      }
      guard index < base.count, kinds[Int(base[index])] == .text else {
        scanner.fieldsInRow = column
        scanner.place = .betweenFields
        return
      }
      start = index
    }
    scanner.fieldsInRow = column
    scanner.fieldStart = start
  }

  /// Ends the row that the file ends in, if there is one.
  mutating func finish() {
    guard fault == nil else { return }
    switch scanner.place {
    case .betweenRows: return
    case .quoted:
      fault = Fault(
        line: scanner.fieldLine,
        detail:
          "a quoted field starts here and never ends: a quote is missing")
      return
    case .betweenFields: scanner.beginField(at: next, quoted: false)
    case .unquoted, .afterQuote, .afterQuotedField: break
    }
    if endField(at: next) { endRow(at: next) }
  }

  /// Refuses what would fill memory before it ends.
  private mutating func checkSizes() {
    let isInside = scanner.place == .unquoted || scanner.place == .quoted
    let size = next - scanner.fieldStart - scanner.doubledQuotes
    if isInside, size > Self.maximumFieldBytes {
      fault = Fault(line: scanner.fieldLine, detail: Self.oversizedField)
    } else if next - scanner.rowStart > Self.maximumRowBytes {
      fault = Fault(
        line: isInside ? scanner.fieldLine : scanner.line,
        detail: "a row is over 64 MiB")
    }
  }

  private static var strayQuote: String {
    "found a quote within a field, expected the whole field in quotes and the "
      + "quotes within written twice"
  }

  private static var textAfterQuote: String {
    "found text after the closing quote of a field, expected a comma or the "
      + "end of the line; write a quote within quotes twice"
  }
}
