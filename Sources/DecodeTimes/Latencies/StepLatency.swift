/// The time that each decode step takes, by the position it produces.
///
/// Position k = 1, 2, … is the k-th output token. l(k) is the time to produce
/// it, and L(n) = l(1) + … + l(n) the *cumulative latency*. An average over
/// answers of n tokens is L(n)/n and another thing: see
/// `AverageLatencyTable`.
///
/// l is finite and at least 0 everywhere, so L is non-decreasing.
public protocol StepLatency: Sendable {
  /// l(k) in seconds, for a position of at least 1.
  func latency(at position: Int) -> Double

  /// L(n) = l(1) + … + l(n) in seconds; 0 for n ≤ 0.
  func cumulativeLatency(through position: Int) -> Double
}
