import NumericalMethods
import RealModule

/// Every position ends the answer with the same probability p.
///
/// P(N = k) = p (1 − p)ᵏ⁻¹ and S(k) = (1 − p)ᵏ⁻¹ for k = 1, 2, …
///
/// Mean 1/p, variance (1 − p)/p². The only memoryless law of lengths: after
/// any number of tokens the remaining ones are distributed as at the start.
public struct Geometric: LengthDistribution, Hashable {
  /// The hazard at every position, in (0, 1].
  public let p: Double

  /// log(1 − p).
  private let logContinuation: Double

  /// A law with hazard `p`.
  ///
  /// - Throws: `LengthLawError` unless 0 < p ≤ 1.
  public init(p: Double) throws(LengthLawError) {
    guard p > 0, p <= 1 else {
      throw LengthLawError("p", p, accepted: "a number in (0, 1]")
    }
    self.p = p
    logContinuation = Double.log(onePlus: -p)
  }

  /// log p + (k − 1) log(1 − p).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    return Double.log(p) + logSurvival(at: length)
  }

  /// (k − 1) log(1 − p).
  public func logSurvival(at length: Int) -> Double {
    // At p = 1 the product would be 0·(−∞).
    length <= 1 ? 0 : Double(length - 1) * logContinuation
  }

  /// 1/p.
  public var mean: Double { 1 / p }

  /// (1 − p)/p².
  public var variance: Double { (1 - p) / p / p }
}
