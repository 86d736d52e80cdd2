import LengthLaws

extension TotalDecodeTime {
  /// ∫ g(P(T > t)) dt for an increasing concave g with g(0) = 0, g(1) = 1.
  ///
  /// Over a cell of time with the survival function between a and b and the
  /// mean m, known exactly from two expected excesses, the mean of g lies
  /// between the chord of g from a to b at m and, by Jensen's inequality,
  /// g(m). Cells are split in two, the one furthest apart first, until all of
  /// them together are within 2⁻³⁰ of the whole or there are 4096, fewer where
  /// each asks for many lengths; the middle of what is left is far closer.
  func integratedDistortion(_ distortion: (Double) -> Double) -> Double {
    let mean = mean
    guard mean > 0, mean < .infinity else { return mean }
    var cells: [Cell] = []
    // From the mean outwards, as far as there is anything to exceed.
    var (end, limit) = (mean, Point(self, mean))
    while limit.excess > 0x1p-40 * mean, end < .greatestFiniteMagnitude / 4 {
      end *= 2
      limit = Point(self, end)
    }
    cells.append(Cell(Point(self, 0), Point(self, mean), distortion))
    if end > mean {
      cells.append(Cell(Point(self, mean), limit, distortion))
    }
    var heap = cells.sorted { $0.gap < $1.gap }
    let most = min(max((1 << 20) / max(noisyAtomCount, 1), 256), 4096)
    var total = heap.reduce(0) { $0 + $1.upper }
    var gap = heap.reduce(0) { $0 + $1.gap }
    while gap > 0x1p-30 * total, heap.count < most, let cell = heap.popLast() {
      let middle = Point(self, (cell.low.time + cell.high.time) / 2)
      guard middle.time > cell.low.time, middle.time < cell.high.time else {
        gap -= cell.gap
        continue
      }
      for part in [
        Cell(cell.low, middle, distortion), Cell(middle, cell.high, distortion),
      ] {
        let place = heap.firstPlace { $0.gap >= part.gap }
        heap.insert(part, at: place)
        total += part.upper
        gap += part.gap
      }
      total -= cell.upper
      gap -= cell.gap
    }
    return total - gap / 2
  }

  /// P(T > t) and E[(T − t)⁺] at a time.
  private struct Point {
    let time: Double
    let survival: Double
    let excess: Double

    init(_ law: TotalDecodeTime, _ time: Double) {
      self.time = time
      survival = law.probability(exceeding: time)
      excess = law.expectedExcess(over: time)
    }
  }

  private struct Cell {
    let low: Point
    let high: Point
    let upper: Double
    let gap: Double

    init(_ low: Point, _ high: Point, _ distortion: (Double) -> Double) {
      self.low = low
      self.high = high
      let width = high.time - low.time
      let (top, bottom) = (low.survival, high.survival)
      let mean = min(max((low.excess - high.excess) / width, bottom), top)
      upper = width * distortion(mean)
      let (first, last) = (distortion(bottom), distortion(top))
      let share = top > bottom ? (mean - bottom) / (top - bottom) : 0
      let chord = first + share * (last - first)
      gap = max(upper - width * chord, 0)
    }
  }
}

extension Array {
  /// The first place from which a property holds to the end.
  fileprivate func firstPlace(where isReached: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isReached(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
