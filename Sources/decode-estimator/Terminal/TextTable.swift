import DecodeTraces

/// A table for people: a header, rows, the first column to the left and the
/// others to the right.
///
/// A row takes little more than its text: a model may have many tasks.
struct TextTable {
  /// The cells one after another, and the bytes and characters of each:
  /// `printable` leaves at most 60 characters of at most ten.
  private var text: [UInt8] = []
  private var sizes: [UInt16] = []
  private var counts: [UInt16] = []
  /// Where each row ends in `sizes`.
  private var rowEnds: [Int] = []
  private var widths: [Int] = []

  init(_ header: String...) { self.init(header) }

  init(_ header: [String]) { add(header) }

  /// Adds a row; names come from files and are made safe to print.
  mutating func add(_ row: [String]) { addPrintable(row.map { printable($0) }) }

  /// Adds a row of cells that are safe to print.
  mutating func addPrintable(_ row: [String]) {
    for (column, cell) in row.enumerated() {
      let size = cell.utf8.count
      text += cell.utf8
      sizes.append(UInt16(size))
      let isPlain = cell.utf8.allSatisfy { $0 < 0x80 }
      let count = isPlain ? size : cell.count
      counts.append(UInt16(count))
      if column == widths.count { widths.append(0) }
      widths[column] = max(widths[column], count)
    }
    rowEnds.append(sizes.count)
  }

  func print() {
    var (cell, start) = (0, 0)
    var line: [UInt8] = []
    for end in rowEnds {
      line.removeAll(keepingCapacity: true)
      for column in 0..<end - cell {
        let last = start + Int(sizes[cell + column])
        let padding = repeatElement(
          UInt8(ascii: " "),
          count: widths[column] - Int(counts[cell + column]))
        if column > 0 {
          line += "  ".utf8
          line += padding
        }
        line += text[start..<last]
        if column == 0 { line += padding }
        start = last
      }
      cell = end
      line.append(UInt8(ascii: "\n"))
      StandardOutput.write(line)
    }
  }
}
