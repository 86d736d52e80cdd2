/// The constraint P(prefill + T > B) ≤ ε, asked in every direction.
///
/// The prefill is a law of finitely many times; a known prefill is one of a
/// single time, a measured one the empirical law of its sample. The
/// probability is then an exact sum:
///
///     P(prefill + T > B) = Σ pᵢ P(T > B − xᵢ)
///
/// It is the plug-in probability of the law that T was compiled from; what a
/// life table promises about it is an exceedance `Bound`.
public struct ChanceConstraint: Sendable {
  /// The law of T.
  public let time: TotalDecodeTime
  /// The law of the prefill time, in seconds.
  public let prefill: DiscreteLaw
  /// ε, in [0, 1).
  public let risk: Double

  /// A constraint.
  ///
  /// - Parameters:
  ///   - time: The law of T.
  ///   - prefill: The law of the prefill time, in seconds.
  ///   - risk: ε, the greatest probability of being late, in [0, 1).
  /// - Throws: `DecodeTimeError` for another risk.
  public init(
    _ time: TotalDecodeTime, prefill: DiscreteLaw, risk: Double
  ) throws(DecodeTimeError) {
    try DecodeTimeError.require(risk >= 0 && risk < 1, "risk", risk, "[0, 1)")
    self.time = time
    self.prefill = prefill
    self.risk = risk
  }

  /// A constraint with a known prefill.
  ///
  /// - Parameters:
  ///   - time: The law of T.
  ///   - prefillSeconds: The prefill time, at least 0.
  ///   - risk: ε, the greatest probability of being late, in [0, 1).
  /// - Throws: `DecodeTimeError` for other numbers.
  public init(
    _ time: TotalDecodeTime, prefillSeconds: Double = 0, risk: Double
  ) throws(DecodeTimeError) {
    try self.init(
      time, prefill: DiscreteLaw(sample: [prefillSeconds]), risk: risk)
  }

  /// P(prefill + T > B).
  ///
  /// - Parameter budget: B in seconds.
  /// - Returns: A probability, non-increasing in B; 1 where B is no number.
  public func violationProbability(budget: Double) -> Double {
    guard !budget.isNaN else { return 1 }
    return Self.violationProbability(time, prefill, budget)
  }

  private static func violationProbability(
    _ time: TotalDecodeTime, _ prefill: DiscreteLaw, _ budget: Double
  ) -> Double {
    var sum = 0.0
    for (seconds, share) in zip(prefill.values, prefill.probabilities) {
      sum += share * time.probability(exceeding: budget - seconds)
    }
    return min(sum, 1)
  }

  /// Whether P(prefill + T > B) ≤ ε.
  ///
  /// - Parameter budget: B in seconds.
  /// - Returns: Whether the constraint holds.
  public func isMet(budget: Double) -> Bool {
    holds(violationProbability(budget: budget))
  }

  /// A probability of ½ + ½ may be a bit more than 1, and 1 − 0.95 is a bit
  /// more than 0.05.
  private func holds(_ probability: Double) -> Bool {
    probability <= risk + 0x1p-40 * risk
  }
}

// MARK: - Inverses

extension ChanceConstraint {
  /// The least budget that meets the constraint: the next smaller number does
  /// not.
  public var leastBudget: Double {
    var most = (prefill.values.last ?? 0) + time.largest
    // Nothing is known of what remains.
    guard !most.isNaN else { return .nan }
    if most == .infinity {
      // Noise has no limit: no budget is safe, but every risk has one.
      guard risk > 0 else { return .infinity }
      most = (prefill.values.last ?? 0) + time.quantile(1 - risk)
      while !isMet(budget: most), most < .infinity { most *= 2 }
    }
    return Self.least(upTo: most) { isMet(budget: $0) }
  }

  /// The largest prefill, if it is the same for every request, that meets the
  /// constraint.
  ///
  /// - Parameter budget: B in seconds.
  /// - Returns: Seconds; `nil` if the decode time alone does not meet it.
  public func largestPrefill(budget: Double) -> Double? {
    func isMet(_ prefill: Double) -> Bool {
      holds(time.probability(exceeding: budget - prefill))
    }
    guard budget >= 0, isMet(0) else { return nil }
    guard budget < .infinity else { return .infinity }
    // Non-negative numbers are ordered as their bit patterns.
    let bits = Self.leastBits(upTo: budget.nextUp.bitPattern) {
      !isMet(Double(bitPattern: $0))
    }
    return Double(bitPattern: bits).nextDown
  }

  /// The largest `max_tokens` that meets the constraint.
  ///
  /// - Parameters:
  ///   - budget: B in seconds.
  ///   - limit: How large it may be; the cap of T if `nil`. Beyond the longest
  ///     answer of the law a larger one changes nothing.
  /// - Returns: c; `nil` if not even one token does.
  public func largestCap(budget: Double, through limit: Int? = nil) -> Int? {
    guard !budget.isNaN else { return nil }
    func isMet(_ cap: Int) -> Bool {
      holds(
        Self.violationProbability(time.capped(at: cap), prefill, budget))
    }
    guard !time.isOver else { return nil }
    let most = limit ?? time.cap
    var (low, high) = (time.generated, min(time.cap, most))
    while low < high {
      let middle = low + (high - low + 1) / 2
      if isMet(middle) { low = middle } else { high = middle - 1 }
    }
    guard low > time.generated else { return nil }
    return low == time.cap && time.hasAllLengths ? max(most, low) : low
  }

  /// The least number in 0...top with a property that all larger ones have.
  private static func least(
    upTo top: Double, where isMet: (Double) -> Bool
  ) -> Double {
    Double(
      bitPattern: leastBits(upTo: top.bitPattern) {
        isMet(Double(bitPattern: $0))
      })
  }

  private static func leastBits(
    upTo top: UInt64, where isMet: (UInt64) -> Bool
  ) -> UInt64 {
    var (low, high): (UInt64, UInt64) = (0, top)
    while low < high {
      let middle = low + (high - low) / 2
      if isMet(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
