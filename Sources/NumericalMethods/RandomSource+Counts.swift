import CGSL

/// 64 bits that look random and belong to a place in a stream, for values
/// that are copied and encoded, which a running generator cannot be.
package func mixedBits(seed: UInt64, index: Int) -> UInt64 {
  let index = UInt64(truncatingIfNeeded: index)
  var state = seed &+ index &* 0x9E37_79B9_7F4A_7C15
  state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
  state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
  return state ^ (state >> 31)
}

/// A number in the open interval (0, 1) that belongs to a place in a stream.
package func mixedUniform(seed: UInt64, index: Int) -> Double {
  (Double(mixedBits(seed: seed, index: index) >> 12) + 0.5) * 0x1p-52
}

extension RandomSource {
  /// The stream of one of many independent tasks, whatever the order in which
  /// they run.
  ///
  /// Seed and index are mixed by SplitMix64 (Steele, Lea and Flood 2014,
  /// doi:10.1145/2660193.2660195), so that neighbours have unrelated streams.
  package init(seed: UInt64, stream: Int) {
    self.init(seed: mixedBits(seed: seed, index: stream))
  }

  /// 64 random bits.
  package func bits() -> UInt64 {
    (UInt64(gsl_rng_get(generator)) << 32) | UInt64(gsl_rng_get(generator))
  }

  /// The successes of `trials` ≥ 0 independent trials.
  ///
  /// GSL counts in 32 bits. Beyond that, the trials are split at the place of
  /// an order statistic of their uniform numbers, a beta variable, which
  /// halves what remains to be counted.
  ///
  /// A probability outside 0...1 counts as the nearer end.
  ///
  /// Source: D. A. Relles, JASA 67, 612 (1972),
  /// doi:10.1080/01621459.1972.10481259.
  package func binomial(_ trials: Int, probability: Double) -> Int {
    var (rest, p, successes) = (trials, probability, 0)
    while rest > 1 << 30, p > 0, p < 1 {
      let middle = rest / 2 + 1
      let (below, above) = (middle - 1, rest - middle)
      let split = gsl_ran_beta(generator, Double(middle), Double(above + 1))
      if split <= p {
        successes += middle
        (rest, p) = (above, (p - split) / (1 - split))
      } else {
        (rest, p) = (below, p / split)
      }
    }
    // Also where p is not a number: nothing succeeds.
    guard rest > 0, p > 0 else { return successes }
    guard p < 1 else { return successes + rest }
    return successes + Int(gsl_ran_binomial(generator, p, UInt32(rest)))
  }

  /// How `count` draws fall on cells with whole weights, of any size.
  package func multinomial(_ count: Int, counts: [Int]) -> [Int] {
    var (draws, weight) = (count, counts.reduce(0, +))
    return counts.map { cell in
      let p = weight > 0 ? Double(cell) / Double(weight) : 0
      let hits = binomial(draws, probability: p)
      weight -= cell
      draws -= hits
      return hits
    }
  }
}
