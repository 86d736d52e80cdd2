import LengthLaws
import RealModule

/// The places that the experts for a request speak from, with what is counted
/// there: all tasks together, the task, then each branch downwards.
struct ConditionalPath: Sendable {
  /// What is counted at a place; `nil` where no answer came yet, whose law is
  /// that of the place above.
  var counts: [FadingCounts?] = []
  /// For each place but the first two, the first place of its branch.
  let starts: [Int]

  /// The place above.
  @inline(__always)
  func parent(_ place: Int) -> Int {
    place <= 1 ? place - 1 : starts[place] == place ? 1 : place - 1
  }
}

/// What does not change while a conditional model learns.
final class ConditionalLayout: Sendable {
  let settings: ConditionalLengthSettings
  let branches: [ConditionalLengthSettings.Branch]
  /// As in `ConditionalPath`.
  let starts: [Int]
  /// By how much the next answer weighs more than the one before.
  let growth: [Double]

  /// - Throws: `LengthLawError` if a setting is out of its range.
  init(_ settings: ConditionalLengthSettings) throws(LengthLawError) {
    try settings.validate()
    self.settings = settings
    branches = settings.branches
    var starts = [0, 0]
    for branch in branches {
      let start = starts.count
      starts += repeatElement(start, count: branch.depth)
    }
    self.starts = starts
    growth = settings.halfLives.map {
      $0.map { Double.exp(Double.log(2) / $0) } ?? 1
    }
  }

  /// Places for one half-life and strength of shrinkage.
  var placeCount: Int { starts.count }
}

extension ConditionalLayout {
  /// Calls `body` with the key of each place; `nil` where a feature is
  /// unknown.
  @inline(__always)
  func forEachKey(
    _ answer: ConditionalAnswer, _ body: (NodeKey?) -> Void
  ) {
    body(NodeKey())
    let task = Int32(truncatingIfNeeded: answer.task)
    body(NodeKey(task: task))
    for (index, branch) in branches.enumerated() {
      let value =
        branch.feature.map { answer.values[$0] } ?? answer.continuedLength
      guard let bits = branch.cellBits else {
        body(
          value == -1
            ? nil : NodeKey(task: task, branch: Int16(index), cell: value))
        continue
      }
      for (depth, bits) in bits.enumerated() {
        body(
          value == -1
            ? nil
            : NodeKey(
              task: task, branch: Int16(index), depth: Int16(depth),
              cell: NumberCell.index(
                of: value, bits: bits, isShifted: branch.isShifted)))
      }
    }
  }
}
