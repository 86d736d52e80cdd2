import NumericalMethods

/// Which fold each row is held out in: the same for the same seed, and for
/// any order of the rows once they are sorted.
struct FoldAssignment {
  /// A fold a row, in 0..<folds.
  let folds: [Int]

  /// Deals rows at random to folds whose sizes differ by at most 1.
  ///
  /// - Parameters:
  ///   - count: How many rows there are.
  ///   - folds: At least 1.
  ///   - seed: How rows are dealt.
  ///   - groups: A group a row, if rows of one group are to be spread over as
  ///     many folds as they can.
  init(count: Int, folds: Int, seed: UInt64, groups: [Int]? = nil) {
    let random = RandomSource(seed: seed, stream: 0)
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      let other = min(place, Int(random.uniform() * Double(place + 1)))
      order.swapAt(place, other)
    }
    if let groups {
      order = order.enumerated().sorted {
        (groups[$0.element], $0.offset) < (groups[$1.element], $1.offset)
      }.map(\.element)
    }
    var result = [Int](repeating: 0, count: count)
    for (place, row) in order.enumerated() { result[row] = place % folds }
    self.folds = result
  }

  static func check(
    folds: Int, rows: Int
  ) throws(DecodeTimeError) {
    guard folds >= 2 else {
      throw .invalidSetting("folds should be at least 2, but are \(folds)")
    }
    guard rows >= folds else {
      throw .tooFewObservations(count: rows, needed: folds, of: "rows")
    }
  }
}
