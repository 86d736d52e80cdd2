/// Quantiles from survival functions.
package enum QuantileSearch {
  /// Whether P(N ≤ k) ≥ `level`, told from S(k + 1).
  ///
  /// That is S(k + 1) ≤ 1 − level, with room for the rounding of both sides:
  /// 100 answers of which 55 are at most k do reach the level 0.55, although
  /// 1 − 0.55 is a little less than 0.45 in binary.
  package static func reaches(
    _ level: Double, survivalBeyond survival: Double
  ) -> Bool {
    survival <= tail(level: level)
  }

  /// What may be left beyond a length that reaches `level`.
  @inline(__always)
  package static func tail(level: Double) -> Double {
    guard level < 1 else { return 0 }
    let tail = 1 - level
    return tail + 0x1p-53 + tail * 0x1p-44
  }

  /// The smallest k ≥ 1 with P(N ≤ k) ≥ `level`.
  ///
  /// - Parameters:
  ///   - level: A probability in 0...1.
  ///   - survival: S(k), non-increasing.
  /// - Returns: k, or `Int.max` where no length up to 2⁶² reaches the level.
  package static func smallestLength(
    reaching level: Double, survival: (Int) -> Double
  ) -> Int {
    precondition(
      level >= 0 && level <= 1, "Level should be in 0...1, but is \(level)")
    func reached(_ length: Int) -> Bool {
      reaches(level, survivalBeyond: survival(length + 1))
    }
    var high = 1
    while !reached(high) {
      guard high < 1 << 62 else { return .max }
      high *= 2
    }
    var low = high / 2  // Not reached, or 0.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if reached(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
