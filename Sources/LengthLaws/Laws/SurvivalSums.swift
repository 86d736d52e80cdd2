import RealModule

/// Sums of a survival function over any range of lengths, in time that grows
/// with the logarithm of the range.
package enum SurvivalSums {
  /// Σ S(k) and Σ (2(k − o) − 1) S(k) over `range`, o being one less than its
  /// lower bound: for a law on lengths above o, the first two moments of
  /// N − o.
  ///
  /// Blocks of lengths are summed from few of their positions: a sum with a
  /// step h is a polynomial in h² (Euler and Maclaurin), which is taken at
  /// h = 1 instead of Romberg's h = 0. Blocks in which that does not settle
  /// are halved, down to 16 lengths, which are summed one by one.
  package static func moments(
    over range: ClosedRange<Int>, survival: (Int) -> Double
  ) -> (first: Double, second: Double) {
    let origin = range.lowerBound - 1
    var total = SIMD2<Double>.zero
    func weighted(_ length: Int) -> SIMD2<Double> {
      let value = survival(length)
      return SIMD2(value, value * (2 * Double(length - origin) - 1))
    }
    /// Adds the lengths in first..<first + count.
    func add(_ first: Int, _ count: Int) {
      guard count > 16 else {
        for length in first..<first + count { total += weighted(length) }
        return
      }
      let ends = (weighted(first), weighted(first + count))
      guard let block = settled(first, count, ends, weighted, total) else {
        add(first, count / 2)
        add(first + count / 2, count / 2)
        return
      }
      total += block + (ends.0 - ends.1) / 2
    }
    var next = range.lowerBound
    var size = 16
    while next <= range.upperBound {
      let left = range.upperBound - next
      while size > left, size > 1 { size /= 2 }
      add(next, size)
      guard left >= size else { break }
      next += size
      guard survival(next) > 0 else { break }
      if size <= (next - origin) / 8, size < 1 << 58 { size *= 2 }
    }
    return (total.x, total.y)
  }

  /// Σ over first...first + count with half weights at both ends, or `nil`
  /// where the last extrapolation still changed it.
  private static func settled(
    _ first: Int, _ count: Int, _ ends: (SIMD2<Double>, SIMD2<Double>),
    _ value: (Int) -> SIMD2<Double>, _ total: SIMD2<Double>
  ) -> SIMD2<Double>? {
    var step = count
    var inner = (ends.0 + ends.1) / 2
    var row = [Double(step) * inner]
    for level in 1...4 {
      for index in 0..<1 << (level - 1) {
        inner += value(first + step / 2 + index * step)
      }
      step /= 2
      // Neville's scheme towards h² = 1.
      var next = [Double(step) * inner]
      let here = Double(step) * Double(step)
      for order in 1...level {
        let there = here * Double(1 << (2 * order))
        let previous = next[order - 1]
        next.append(
          previous + (1 - here) * (row[order - 1] - previous) / (there - here))
      }
      row = next
    }
    let change = row[4] - row[3]
    let scale = total + row[4]
    let isSettled =
      abs(change.x) <= 1e-12 * scale.x && abs(change.y) <= 1e-12 * scale.y
    return isSettled ? row[4] : nil
  }
}
