/// A probability known to lie between two limits.
public struct ProbabilityBracket: Sendable, Hashable, Codable {
  /// The probability is at least this.
  public let lower: Double
  /// The probability is at most this.
  public let upper: Double

  /// Limits, brought into 0...1 and into order where rounding left it.
  public init(lower: Double, upper: Double) {
    self.lower = min(max(lower, 0), 1)
    self.upper = min(max(upper, self.lower), 1)
  }

  /// Whether the limits agree, but for rounding.
  public var isExact: Bool { upper - lower <= 1e-12 }
}
