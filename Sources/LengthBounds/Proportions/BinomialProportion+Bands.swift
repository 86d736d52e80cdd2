public import LengthLaws
import NumericalMethods
import RealModule

// Counts that chance still explains, from exact binomial tails.

extension BinomialProportion {
  /// The smallest k with P(Bin(n, p) > k) ≤ `falseAlarm`.
  ///
  /// A check that allows up to k successes fails a correct program with at
  /// most the probability `falseAlarm`.
  ///
  /// - Parameters:
  ///   - trials: n in 1...2⁵³.
  ///   - probability: p in [0, 1].
  ///   - falseAlarm: In (0, 1).
  /// - Returns: k in 0...n.
  /// - Throws: `LengthLawError` if an argument is out of range.
  public static func largestPlausibleCount(
    trials: Int, probability: Double, falseAlarm: Double
  ) throws(LengthLawError) -> Int {
    try require(trials, probability, falseAlarm)
    return count(
      trials, success: probability, failure: 1 - probability, falseAlarm)
  }

  /// The largest k with P(Bin(n, p) < k) ≤ `falseAlarm`.
  ///
  /// - Parameters:
  ///   - trials: n in 1...2⁵³.
  ///   - probability: p in [0, 1].
  ///   - falseAlarm: In (0, 1).
  /// - Returns: k in 0...n.
  /// - Throws: `LengthLawError` if an argument is out of range.
  public static func smallestPlausibleCount(
    trials: Int, probability: Double, falseAlarm: Double
  ) throws(LengthLawError) -> Int {
    try require(trials, probability, falseAlarm)
    // Fewer than k successes are more than n − k failures.
    return trials
      - count(
        trials, success: 1 - probability, failure: probability, falseAlarm)
  }

  /// The counts that are neither too small nor too large, `falseAlarm` shared
  /// equally by both sides.
  ///
  /// - Parameters:
  ///   - trials: n in 1...2⁵³.
  ///   - probability: p in [0, 1].
  ///   - falseAlarm: In (0, 1): 0.01 for the exact 99 % band.
  /// - Returns: Counts that Bin(n, p) leaves with at most `falseAlarm`.
  /// - Throws: `LengthLawError` if an argument is out of range.
  public static func binomialBand(
    trials: Int, probability: Double, falseAlarm: Double
  ) throws(LengthLawError) -> ClosedRange<Int> {
    let low = try smallestPlausibleCount(
      trials: trials, probability: probability, falseAlarm: falseAlarm / 2)
    let high = try largestPlausibleCount(
      trials: trials, probability: probability, falseAlarm: falseAlarm / 2)
    // Rounding of a tail near one half must not cross them.
    return min(low, high)...max(low, high)
  }

  /// The p-value of the exact test that the probability is `probability`:
  /// twice the smaller tail, at most 1.
  ///
  /// It is at most α just where the Clopper–Pearson interval of confidence
  /// 1 − α leaves the probability out.
  ///
  /// - Parameter probability: In [0, 1].
  /// - Returns: The p-value.
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public func pValue(probability: Double) throws(LengthLawError) -> Double {
    try Self.require(trials, probability, 0.5)
    let above = Self.logTail(
      above: successes - 1, trials, probability, 1 - probability)
    let below = Self.logTail(
      above: trials - successes - 1, trials, 1 - probability, probability)
    return min(2 * Double.exp(min(above, below)), 1)
  }

  private static func require(
    _ trials: Int, _ probability: Double, _ falseAlarm: Double
  ) throws(LengthLawError) {
    try require(trials: trials)
    guard 0...1 ~= probability else {
      throw .probabilityOutOfRange(name: "probability", value: probability)
    }
    try LengthLawError.require("falseAlarm", inUnit: falseAlarm)
  }

  private static func count(
    _ n: Int, success: Double, failure: Double, _ falseAlarm: Double
  ) -> Int {
    let limit = Double.log(falseAlarm)
    var (low, high) = (-1, n)  // Not enough, enough.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if logTail(above: middle, n, success, failure) <= limit {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }

  /// log P(Bin(n, p) > k) for k in −1...n.
  private static func logTail(
    above k: Int, _ n: Int, _ success: Double, _ failure: Double
  ) -> Double {
    guard k >= 0 else { return 0 }
    guard k < n else { return -.infinity }
    return logBinomialTails(
      atLeast: k + 1, trials: n, probability: success, failure: failure
    ).upper
  }
}
