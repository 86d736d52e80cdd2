import DecodeStatistics

extension LengthDistributionLaws {
  /// That samples fall into cells of lengths as often as the masses say.
  ///
  /// Every cell's count is held against its exact binomial law; all cells
  /// together raise a false alarm once in 10⁹ seeds.
  func checkSamples(
    _ count: Int, using generator: inout some RandomNumberGenerator
  ) throws(Falsified) {
    let cells = cells()
    var counts = [Int](repeating: 0, count: cells.count)
    for _ in 0..<count {
      let length = law.sample(using: &generator)
      try require(length >= 1, "a sample should be positive, but is \(length)")
      try require(
        length == .max || law.logMass(at: length) > -.infinity,
        "a sample of \(length) should be impossible")
      let cell = cells.firstIndex { length <= $0.last } ?? cells.count - 1
      counts[cell] += 1
    }
    let alarm = 1e-9 / Double(2 * cells.count)
    for (cell, seen) in zip(cells, counts) {
      let tail = BinomialTail(
        trials: count, probability: min(1, max(0, cell.probability)))
      let least = tail.smallestPlausibleCount(falseAlarm: alarm)
      let most = tail.largestPlausibleCount(falseAlarm: alarm)
      try require(
        least...most ~= seen,
        "of \(count) samples \(least)...\(most) should be in "
          + "\(cell.first)...\(cell.last), but \(seen) are")
    }
  }

  /// Neighbouring lengths of together a fortieth or more, then the rest.
  private func cells() -> [Cell] {
    var cells: [Cell] = []
    var (first, begin) = (1, 1.0)
    for k in 1...limit {
      let beyond = law.survival(at: k + 1)
      guard begin - beyond >= 0.025 || k == limit else { continue }
      cells.append(Cell(first: first, last: k, probability: begin - beyond))
      (first, begin) = (k + 1, beyond)
    }
    // Of a defective law, this cell holds what is at infinity.
    cells.append(Cell(first: first, last: .max, probability: begin))
    return cells
  }
}

private struct Cell {
  var first: Int
  var last: Int
  var probability: Double
}
