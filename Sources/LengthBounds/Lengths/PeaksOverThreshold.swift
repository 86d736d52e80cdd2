public import LengthLaws
import RealModule

/// A generalised Pareto tail above a threshold, as a real-valued law: an
/// *estimate* for extrapolation, never a bound.
///
/// Of n observations n_u exceed u, and the excesses follow P(X − u > x) =
/// (1 + ξx/σ)^(−1/ξ).
///
/// Source: A. J. McNeil, R. Frey and P. Embrechts, *Quantitative Risk
/// Management*, rev. ed. (2015), § 5.2.3.
public struct PeaksOverThreshold: Sendable, Hashable {
  /// u.
  public let threshold: Double
  /// n_u/n, in (0, 1].
  public let share: Double
  /// ξ.
  public let shape: Double
  /// σ > 0.
  public let scale: Double

  /// A tail.
  ///
  /// - Throws: `LengthLawError` unless 0 < `exceedances` ≤ `observations`,
  ///   σ is positive and finite and u and ξ are finite.
  public init(
    threshold: Double, exceedances: Int, observations: Int, shape: Double,
    scale: Double
  ) throws(LengthLawError) {
    guard threshold.isFinite else {
      throw LengthLawError("threshold", threshold, accepted: "a finite number")
    }
    guard exceedances > 0, exceedances <= observations else {
      throw LengthLawError(
        "exceedances", Double(exceedances),
        accepted: "a count from 1 to \(observations)")
    }
    guard shape.isFinite else {
      throw LengthLawError("shape", shape, accepted: "a finite number")
    }
    guard scale > 0, scale < .infinity else {
      throw LengthLawError("scale", scale, accepted: "a finite number above 0")
    }
    self.threshold = threshold
    share = Double(exceedances) / Double(observations)
    self.shape = shape
    self.scale = scale
  }

  /// u + (σ/ξ) [((1 − q)/share)^(−ξ) − 1].
  ///
  /// - Parameter level: q, at least 1 − share and below 1.
  /// - Returns: The quantile, or `nil` for a level outside the tail.
  public func quantile(_ level: Double) -> Double? {
    guard level < 1, 1 - level <= share * (1 + 0x1p-50) else { return nil }
    let log = Double.log(share / (1 - level))
    guard shape != 0 else { return threshold + scale * log }
    return threshold + scale * Double.expMinusOne(shape * log) / shape
  }

  /// E[X | X > quantile] = (quantile + σ − ξu)/(1 − ξ).
  ///
  /// - Parameter level: q, at least 1 − share and below 1.
  /// - Returns: The expected shortfall; `.infinity` for ξ ≥ 1, `nil` for a
  ///   level outside the tail.
  public func expectedShortfall(_ level: Double) -> Double? {
    guard let quantile = quantile(level) else { return nil }
    guard shape < 1 else { return .infinity }
    return (quantile + scale - shape * threshold) / (1 - shape)
  }
}
