import LengthLaws

/// A law that tells its survival function at a few lengths sooner than it is
/// worked out as a whole.
protocol PointwiseLaw: LengthDistribution {
  /// P(N ≥ k), but for rounding.
  func pointSurvival(at length: Int) -> Double
}
