/// The rows of a linear model, side by side in one array.
package struct Design: Sendable {
  /// How many numbers a row has.
  package let columns: Int
  /// How many rows there are.
  package private(set) var rows = 0
  private var values: [Double] = []

  /// A design without rows.
  package init(columns: Int) { self.columns = columns }

  /// A design of the given rows, all of the same size.
  package init(_ rows: [[Double]]) {
    self.init(columns: rows.first?.count ?? 0)
    for row in rows { append(row) }
  }

  /// Adds a row of `columns` numbers.
  package mutating func append(_ row: [Double]) {
    precondition(
      row.count == columns,
      "A row should have \(columns) numbers, but has \(row.count)")
    values += row
    rows += 1
  }

  /// One row.
  package func row(_ index: Int) -> ArraySlice<Double> {
    values[index * columns..<(index + 1) * columns]
  }

  /// x·β for one row.
  package func value(_ index: Int, _ coefficients: [Double]) -> Double {
    dot(row(index), coefficients)
  }
}

/// Σ aᵢ·bᵢ.
package func dot(
  _ a: some Collection<Double>, _ b: some Collection<Double>
) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
