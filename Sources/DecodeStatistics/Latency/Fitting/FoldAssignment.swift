import GSLSupport

/// Which fold each row is held out in: the same for the same seed, and for
/// any order of the rows once they are sorted.
struct FoldAssignment {
  /// A fold a row, in 0..<folds.
  let folds: [Int]

  /// Deals rows at random to folds whose sizes differ by at most 1.
  init(count: Int, folds: Int, seed: UInt64) {
    let random = RandomSource(seed: seed, stream: 0)
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      let other = min(place, Int(random.uniform() * Double(place + 1)))
      order.swapAt(place, other)
    }
    var result = [Int](repeating: 0, count: count)
    for (place, row) in order.enumerated() { result[row] = place % folds }
    self.folds = result
  }

  static func check(
    folds: Int, rows: Int
  ) throws(LatencyFitError) {
    guard folds >= 2 else {
      throw .invalidSetting("folds should be at least 2, but are \(folds)")
    }
    guard rows >= folds else {
      throw .tooFewObservations(count: rows, needed: folds, of: "rows")
    }
  }
}
