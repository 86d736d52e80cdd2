import DecodeStatistics

/// Tables to fit: draws of a law, the same on every machine.
enum Tables {
  /// Draws of a law, those above the cap censored there.
  static func drawn(
    _ law: some LengthDistribution, answers: Int, cap: Int, seed: UInt64
  ) throws -> LifeTable {
    let survival = law.survivalCurve(through: cap + 1)
    var counts = [Int](repeating: 0, count: cap + 2)
    var random = SplitMix(state: seed)
    for _ in 0..<answers {
      let level = random.unit()
      // The first k with S(k + 1) ≤ level.
      var (low, high) = (1, cap + 1)
      while low < high {
        let middle = (low + high) / 2
        if survival[middle] <= level { high = middle } else { low = middle + 1 }
        if low > cap { break }
      }
      counts[low] += 1
    }
    var table = LifeTable()
    for length in 1...cap where counts[length] > 0 {
      try table.record(length: length, ending: .stopped, count: counts[length])
    }
    if counts[cap + 1] > 0 {
      try table.record(length: cap, ending: .capped, count: counts[cap + 1])
    }
    return table
  }

  /// The same answers, one in `share` of each length taken for cancelled.
  static func cancelled(_ table: LifeTable, oneIn share: Int) throws
    -> LifeTable
  {
    var result = LifeTable()
    for row in table.rows {
      let cut = row.stopped / share
      try result.record(
        length: row.length, ending: .stopped, count: row.stopped - cut)
      try result.record(length: row.length, ending: .cancelled, count: cut)
      try result.record(length: row.length, ending: .capped, count: row.capped)
    }
    return result
  }

  /// The same answers at `factor` times their lengths, so that gaps are wide.
  static func stretched(_ table: LifeTable, by factor: Int) throws -> LifeTable
  {
    var result = LifeTable()
    for row in table.rows {
      try result.record(
        length: row.length * factor, ending: .stopped, count: row.stopped)
      try result.record(
        length: row.length * factor, ending: .capped, count: row.capped)
    }
    return result
  }

  /// The same answers under two further caps: a tenth of those that reach one
  /// is cut there.
  static func severalCaps(_ table: LifeTable, _ caps: [Int]) throws -> LifeTable
  {
    var result = LifeTable()
    for row in table.rows {
      var left = row.stopped
      for cap in caps where cap < row.length {
        let cut = left / 10
        left -= cut
        try result.record(length: cap, ending: .capped, count: cut)
      }
      try result.record(length: row.length, ending: .stopped, count: left)
      try result.record(length: row.length, ending: .capped, count: row.capped)
    }
    return result
  }
}

/// A generator of 64 bits of state (Steele, Lea and Flood 2014).
struct SplitMix {
  var state: UInt64

  mutating func unit() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return (Double(z >> 11) + 0.5) * 0x1p-53
  }
}
