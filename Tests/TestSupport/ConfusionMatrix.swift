/// How often a classifier says what, for each truth.
public struct ConfusionMatrix: Sendable, Hashable, CustomStringConvertible {
  /// All labels, true or predicted, in order.
  public let labels: [String]
  private let counts: [[Int]]

  /// Counts pairs of what was true and what was predicted.
  public init(_ pairs: [(truth: String, predicted: String)]) {
    let labels = Set(pairs.flatMap { [$0.truth, $0.predicted] }).sorted()
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: labels.count), count: labels.count)
    let place = Dictionary(
      uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    for (truth, predicted) in pairs {
      guard let row = place[truth], let column = place[predicted]
      else { continue }
      counts[row][column] += 1
    }
    self.labels = labels
    self.counts = counts
  }

  /// How often `predicted` was said of `truth`.
  public func count(truth: String, predicted: String) -> Int {
    guard let row = labels.firstIndex(of: truth),
      let column = labels.firstIndex(of: predicted)
    else { return 0 }
    return counts[row][column]
  }

  /// The pairs counted.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The share of predictions that are true; NaN of none.
  public var accuracy: Double {
    let hits = labels.indices.reduce(0) { $0 + counts[$1][$1] }
    return Double(hits) / Double(total)
  }

  /// A table with a row a truth and a column a prediction, and the accuracy.
  public var description: String {
    let header = ["truth \\ predicted"] + labels
    let body = labels.indices.map { row in
      [labels[row]] + counts[row].map { "\($0)" }
    }
    let widths = header.indices.map { column in
      ([header] + body).reduce(0) { max($0, $1[column].count) }
    }
    let lines = ([header] + body).map { cells in
      cells.enumerated().map { column, text in
        let padding = String(
          repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + padding : padding + text
      }.joined(separator: "  ")
    }
    let percent = (accuracy * 1000).rounded() / 10
    return (lines + ["accuracy \(percent) % of \(total)"])
      .joined(separator: "\n")
  }
}
