public import DecodeStatistics

/// What a latency table says, and which of the two things it means.
public struct LatencyTableFile: Sendable, Hashable {
  /// What the rates of a table are.
  public enum Reading: String, Sendable, Hashable, CaseIterable {
    /// Decode time over length, averaged over answers whose length lies in
    /// the row's range: column `milliseconds_per_token`.
    case averageOverAnswer = "milliseconds_per_token"
    /// The time of each step at the positions in the row's range: column
    /// `milliseconds_at_position`.
    case atPosition = "milliseconds_at_position"
  }

  /// What the rates are.
  public var reading: Reading
  /// The rows: contiguous and ascending, only the last one maybe open.
  public var buckets: [LatencyBucket]

  /// A table.
  public init(reading: Reading, buckets: [LatencyBucket]) {
    self.reading = reading
    self.buckets = buckets
  }
}
