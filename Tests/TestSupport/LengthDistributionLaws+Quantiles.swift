import DecodeStatistics

extension LengthDistributionLaws {
  /// That quantile(q) ≤ k if and only if P(N ≤ k) ≥ q.
  func checkQuantiles() throws(Falsified) {
    try requireEqual(law.quantile(0), 1, "the quantile of level 0")
    let places = Set([1, 2, 3, limit / 4, limit / 2, limit - 1, limit])
      .filter { 1...limit ~= $0 }.sorted()
    var before = (level: 0.0, quantile: 1)
    for level in levels(attainedAt: places) {
      let quantile = law.quantile(level)
      try require(
        quantile >= before.quantile,
        "quantiles should not decrease, but \(quantile) at \(level) comes "
          + "after \(before)")
      before = (level, quantile)
      try checkIsSmallest(quantile, level)
      for k in places {
        try require(
          quantile <= k ? mayReach(level, at: k) : !mustReach(level, at: k),
          "the quantile of \(level) is \(quantile), but "
            + "S(\(k + 1)) = \(law.survival(at: k + 1))")
      }
    }
  }

  private func checkIsSmallest(
    _ quantile: Int, _ level: Double
  ) throws(Falsified) {
    try require(
      quantile >= 1, "the quantile of \(level) should be positive: \(quantile)")
    if quantile == .max {
      // No length up to 2⁶² reaches the level.
      try require(
        !mustReach(level, at: 1 << 62),
        "the quantile of \(level) should be finite")
      return
    }
    try require(
      mayReach(level, at: quantile),
      "the quantile of \(level) is too small: \(quantile), where "
        + "S(\(quantile + 1)) = \(law.survival(at: quantile + 1))")
    try require(
      quantile == 1 || !mustReach(level, at: quantile - 1),
      "the quantile of \(level) is too large: \(quantile), where "
        + "S(\(quantile)) = \(law.survival(at: quantile))")
  }

  /// Whether P(N ≤ k) ≥ level, where an underflow of S(k + 1) counts as 0.
  private func mayReach(_ level: Double, at k: Int) -> Bool {
    QuantileSearch.reaches(level, survivalBeyond: law.survival(at: k + 1))
  }

  /// The same, where an underflow does not count: a closed form may know that
  /// level 1 is never attained when a search through S(k) cannot.
  private func mustReach(_ level: Double, at k: Int) -> Bool {
    level < 1
      ? mayReach(level, at: k) : law.logSurvival(at: k + 1) == -.infinity
  }

  /// Levels in common use, extreme ones, and ones that are attained exactly
  /// together with their neighbours.
  private func levels(attainedAt places: [Int]) -> [Double] {
    var levels = [
      0x1p-60, 1e-9, 0.001, 0.05, 0.1, 0.25, 0.5, 0.55, 0.75, 0.9, 0.95, 0.99,
      0.999, 1 - 1e-9, 1,
    ]
    for k in places {
      let level = 1 - law.survival(at: k + 1)
      levels += [level.nextDown, level, level.nextUp]
    }
    return levels.filter { 0...1 ~= $0 }.sorted()
  }
}
