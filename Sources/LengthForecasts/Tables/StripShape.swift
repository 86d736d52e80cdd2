/// How the lengths of all answers lie within each strip, on `LengthGrid`.
///
/// A law that is known strip by strip has the shape of all answers within
/// each; so a length that many answers share stays what it is.
struct StripShape: Sendable {
  /// For each cell of the grid the longest length recorded in it, or 0.
  private(set) var longest: [Int] = []
  /// For each cell how many answers ended in it.
  private(set) var counts: [Double] = []
  /// For each strip how many answers ended in it.
  private(set) var totals: [Double] = []
  /// The shortest and the longest answer; none if the first is greater.
  private(set) var shortest = Int.max
  private(set) var greatest = 0

  /// Whether any answer is in a strip.
  @inline(__always)
  func isFilled(_ strip: Int) -> Bool { totals[strip] > 0 }

  /// What a censored answer counts: enough to fill a strip that has no other.
  private static let censoredWeight = 0x1p-30

  mutating func record(_ length: Int, strip: Int, isCensored: Bool) {
    let weight = isCensored ? Self.censoredWeight : 1
    let cell = LengthGrid.cell(of: length)
    if cell >= longest.count {
      let more = cell + 1 - longest.count
      longest += repeatElement(0, count: more)
      counts += repeatElement(0, count: more)
    }
    if strip >= totals.count {
      totals += repeatElement(0, count: strip + 1 - totals.count)
    }
    longest[cell] = max(longest[cell], length)
    counts[cell] += weight
    totals[strip] += weight
    shortest = min(shortest, length)
    greatest = max(greatest, length)
  }

  /// The first recorded length by which a share of a strip's answers ended.
  func length(in strip: Int, share: Double) -> Int {
    let first = LengthStrips.first(of: strip)
    guard strip >= LengthStrips.exact else { return first }
    let start = LengthGrid.cell(of: first)
    return counts.withUnsafeBufferPointer { counts in
      // In bounds: a filled strip has filled cells, whose counts are its own.
      let target = share * totals[strip] * (1 - 0x1p-40)
      var (cell, sum) = (start, counts[start])
      while sum < target || sum == 0 {
        cell += 1
        sum += counts[cell]
      }
      return longest[cell]
    }
  }

  /// The share of a strip's answers of at most a length of that strip.
  func share(of strip: Int, through length: Int) -> Double {
    guard totals[strip] > 0 else { return 1 }
    var cell = LengthGrid.cell(of: LengthStrips.first(of: strip))
    var sum = 0.0
    while cell < counts.count, sum < totals[strip] {
      if counts[cell] > 0 {
        if longest[cell] > length { break }
        sum += counts[cell]
      }
      cell += 1
    }
    return sum / totals[strip]
  }
}
