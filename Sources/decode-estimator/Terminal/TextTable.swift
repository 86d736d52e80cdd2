import DecodeTraces

/// A table for people: a header, rows, the first column to the left and the
/// others to the right.
struct TextTable {
  private var rows: [[String]]

  init(_ header: String...) { self.init(header) }

  init(_ header: [String]) { rows = [header] }

  /// Adds a row; names come from files and are made safe to print.
  mutating func add(_ row: [String]) { rows.append(row.map { printable($0) }) }

  func print() {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }
      StandardOutput.print(cells.joined(separator: "  "))
    }
  }
}
