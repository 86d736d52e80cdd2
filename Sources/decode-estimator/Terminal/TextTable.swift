import DecodeTraces

/// A table for people: a header, rows, the first column to the left and the
/// others to the right.
///
/// A row takes little more than its text: a model may have many tasks.
struct TextTable {
  /// The cells one after another, and the bytes of each: `printable` leaves at
  /// most 60 characters of at most ten.
  private var text: [UInt8] = []
  private var sizes: [UInt16] = []
  /// Where each row ends in `sizes`.
  private var rowEnds: [Int] = []
  private var widths: [Int] = []

  init(_ header: String...) { self.init(header) }

  init(_ header: [String]) { add(header) }

  /// Adds a row; names come from files and are made safe to print.
  mutating func add(_ row: [String]) {
    for (column, cell) in row.enumerated() {
      let cell = printable(cell)
      text += cell.utf8
      sizes.append(UInt16(cell.utf8.count))
      if column == widths.count { widths.append(0) }
      widths[column] = max(widths[column], cell.count)
    }
    rowEnds.append(sizes.count)
  }

  func print() {
    var (cell, start) = (0, 0)
    for end in rowEnds {
      var line = ""
      for column in 0..<end - cell {
        let last = start + Int(sizes[cell + column])
        let text = String(decoding: text[start..<last], as: UTF8.self)
        start = last
        let padding = String(repeating: " ", count: widths[column] - text.count)
        if column > 0 { line += "  " }
        line += column == 0 ? text + padding : padding + text
      }
      cell = end
      StandardOutput.print(line)
    }
  }
}
