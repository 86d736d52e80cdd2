/// A law of a non-negative amount, such as tokens or seconds, as risk measures
/// see it.
///
/// Every measure of `RiskMeasure` follows from these five answers, so a law
/// with a closed form or a table for one of them is as fast as can be.
public protocol RiskLaw: Sendable {
  /// E[X].
  var mean: Double { get }

  /// The smallest x with P(X ≤ x) ≥ `level`; infinite if there is none.
  func quantile(_ level: Double) -> Double

  /// E[(X − x)⁺], the expected excess over x.
  func expectedExcess(over threshold: Double) -> Double

  /// ∫ g(P(X > x)) dx over x ≥ 0, the mean with its survival function
  /// distorted by an increasing concave g with g(0) = 0 and g(1) = 1.
  func distortedMean(_ distortion: (Double) -> Double) -> Double

  /// log E[e^{θX}]; infinite where it diverges.
  func logMoment(_ exponent: Double) -> Double
}
