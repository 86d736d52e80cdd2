/// One row of a latency table: a rate per token over a range of counts.
///
/// What the range counts depends on the reading of the table: *positions*
/// for `PiecewiseConstantLatency`, *lengths of answers* for
/// `AverageLatencyTable`. A bucket alone is neither.
public struct LatencyBucket: Sendable, Hashable, Codable {
  /// The first position or length the row is about.
  public var first: Int
  /// The last one, included; `nil` leaves the range open.
  public var last: Int?
  /// Seconds per token.
  public var secondsPerToken: Double

  /// A rate over `first...last`.
  public init(first: Int, last: Int?, secondsPerToken: Double) {
    self.first = first
    self.last = last
    self.secondsPerToken = secondsPerToken
  }
}
