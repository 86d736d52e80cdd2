import LengthLaws

extension TotalDecodeTime {
  /// The smallest n with P(min(N, c) ≤ n | N > k) ≥ `level`, counted from the
  /// start of the answer.
  ///
  /// - Parameter level: A probability in 0...1.
  /// - Returns: n, at most the cap.
  public func quantileTokens(_ level: Double) -> Int {
    precondition(
      level >= 0 && level <= 1, "Level should be in 0...1, but is \(level)")
    guard !isOver else { return min(generated, cap) }
    let given = curve.survival(at: generated + 1)
    return curve.first(in: generated + 1...cap) {
      QuantileSearch.reaches(level, survivalBeyond: $0 / given)
    }
  }

  /// The smallest t with P(T ≤ t) ≥ `level`, in seconds.
  ///
  /// - Parameter level: A probability in 0...1.
  /// - Returns: Seconds; with noise to 2⁻⁴⁰ of their value.
  public func quantile(_ level: Double) -> Double {
    let tokens = quantileTokens(level)
    guard !isOver else { return nothing }
    if let noisy { return noisyQuantile(noisy, level) }
    return time(through: tokens)
  }

  /// The longest time that the law gives any weight to; infinite with noise
  /// that has no limit.
  public var largest: Double {
    guard !isOver else { return nothing }
    if let noisy { return noisyLargest(noisy) }
    return time(through: quantileTokens(1))
  }

  /// P(T > t), for any t in seconds but NaN.
  public func probability(exceeding seconds: Double) -> Double {
    precondition(!seconds.isNaN, "Time should be a number, but is NaN")
    guard seconds >= 0 else { return 1 }
    guard !isOver else { return nothing }
    if let noisy { return noisyProbability(noisy, exceeding: seconds) }
    let last = longest(within: seconds)
    return last >= cap ? 0 : survival(at: last + 1)
  }

  /// The largest n ≤ c whose tokens after the first k take at most `seconds`;
  /// k where not even one fits.
  public func longest(within seconds: Double) -> Int {
    guard generated < cap else { return cap }
    let before = curve.cumulative(generated)
    return curve.last(in: generated + 1...cap) {
      Self.isWithin(max($0 - before, 0), seconds)
    }
  }

  /// Whether a time is at most a limit, both in seconds, but for rounding:
  /// seven steps of 50 ms are within 350 ms, although 7·0.05 > 0.35 in binary.
  package static func isWithin(_ time: Double, _ limit: Double) -> Bool {
    time <= limit + 0x1p-40 * abs(limit)
  }

  /// The mean of the worst 1 − `level` of the law, in seconds.
  ///
  /// - Parameter level: q in 0..<1; at 0 it is the mean.
  /// - Returns: Seconds, at least the quantile of that level.
  public func conditionalValueAtRisk(_ level: Double) -> Double {
    precondition(
      level >= 0 && level < 1, "Level should be in 0..<1, but is \(level)")
    guard !isOver else { return nothing }
    if let noisy {
      let value = noisyQuantile(noisy, level)
      return value + noisyExcess(noisy, beyond: value) / (1 - level)
    }
    let atRisk = quantileTokens(level)
    return time(through: atRisk) + excess(beyond: atRisk) / (1 - level)
  }
}
