import DecodeStatistics
import DecodeTraces

/// A task's survival curve in characters: the share of answers longer than so
/// many tokens, and below it how many ended in each column.
struct SurvivalText {
  private static let (columns, rows) = (60, 6)
  private static let blocks = Array(" ▁▂▃▄▅▆▇█")

  let lines: [String]

  /// Draws up to a length; the same for all tasks makes them comparable.
  init(_ task: String, _ curve: KaplanMeier, longest: Int) {
    let edges = (0...Self.columns).map {
      longest * $0 / Self.columns
    }
    // In the middle of a column, P(N > k).
    let shares = zip(edges, edges.dropFirst()).map { low, high in
      curve.survival(at: low + (high - low) / 2 + 1)
    }
    let ends = zip(edges, edges.dropFirst()).map { low, high in
      curve.survival(at: low + 1) - curve.survival(at: high + 1)
    }
    var lines = [printable(task)]
    for row in (0..<Self.rows).reversed() {
      let label =
        switch row {
        case Self.rows - 1: "100 %"
        case 0: "  0 %"
        default: "     "
        }
      lines.append(
        label + " │"
          + String(
            shares.map { Self.block($0 * Double(Self.rows) - Double(row)) }))
    }
    let most = max(ends.max() ?? 0, .leastNormalMagnitude)
    lines.append(" ends │" + String(ends.map { Self.block($0 / most) }))
    lines.append("      └" + String(repeating: "─", count: Self.columns))
    let right = "\(longest) tokens"
    lines.append(
      "       0"
        + String(
          repeating: " ", count: max(Self.columns - 1 - right.count, 1))
        + right)
    self.lines = lines
  }

  /// The block that fills so much of a character; what is there but too little
  /// for one is shown by the lowest.
  private static func block(_ share: Double) -> Character {
    guard share > 0 else { return " " }
    return blocks[min(max(Int((share * 8).rounded()), 1), 8)]
  }
}
