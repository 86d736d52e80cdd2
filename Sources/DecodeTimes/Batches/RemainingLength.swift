public import LengthLaws
import RealModule

/// The tokens still to come of an answer that has generated k and goes on,
/// under its cap.
///
///     P(min(N, c) − k ≥ j | N > k) = S(k + j)/S(k + 1) for j ≤ c − k, else 0
public struct RemainingLength<Base: LengthDistribution>: LengthDistribution {
  /// The law of N.
  public let base: Base
  /// k ≥ 0.
  public let generated: Int
  /// c > k; `Int.max` is no cap.
  public let cap: Int
  private let logReached: Double

  /// The law after `generated` tokens.
  ///
  /// - Parameters:
  ///   - base: The law of N.
  ///   - generated: k ≥ 0, tokens generated so far.
  ///   - cap: c > k, the request's cap.
  /// - Throws: `LengthLawError` for other numbers, or if no answer is longer
  ///   than k.
  public init(
    _ base: Base, after generated: Int, cap: Int = .max
  ) throws(LengthLawError) {
    guard generated >= 0, generated < cap else {
      throw LengthLawError(
        "generated tokens", Double(generated),
        accepted: "0 or more, and fewer than the cap of \(cap)")
    }
    logReached = base.logSurvival(at: generated + 1)
    guard logReached > -.infinity else {
      throw LengthLawError(
        "survival beyond \(generated) tokens", 0,
        accepted: "a probability above 0")
    }
    self.base = base
    self.generated = generated
    self.cap = cap
  }

  /// The most tokens that can follow.
  private var longest: Int { cap - generated }

  /// log P(min(N, c) − k = j | N > k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1, length <= longest else { return -.infinity }
    return length == longest
      ? logSurvival(at: length)
      : base.logMass(at: generated + length) - logReached
  }

  /// log [S(k + j)/S(k + 1)].
  public func logSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    guard length <= longest else { return -.infinity }
    return min(base.logSurvival(at: generated + length) - logReached, 0)
  }

  /// E[min(N, c) − k | N > k]; `.infinity` where the sum diverges.
  public var mean: Double { moments.mean }

  /// The variance of the tokens still to come.
  public var variance: Double { moments.variance }

  private var moments: (mean: Double, variance: Double) {
    guard cap == .max else {
      let sums = SurvivalSums.moments(
        over: 1...longest, survival: survival(at:))
      return (sums.first, max(sums.second - sums.first * sums.first, 0))
    }
    guard generated > 0 else { return (base.mean, base.variance) }
    guard let given = try? Truncated(base, to: generated + 1...Int.max) else {
      return (.infinity, .nan)
    }
    return (given.mean - Double(generated), given.variance)
  }
}
