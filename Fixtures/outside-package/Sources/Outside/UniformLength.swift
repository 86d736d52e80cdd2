import DecodeStatistics
import Foundation

/// Every length from 1 to n with the same probability.
public struct UniformLength: LengthDistribution {
  /// n, the longest length.
  public let longest: Int

  public init(through longest: Int) {
    precondition(longest >= 1, "Longest should be at least 1")
    self.longest = longest
  }

  public func logMass(at length: Int) -> Double {
    (1...longest).contains(length) ? -log(Double(longest)) : -.infinity
  }

  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : log(survival(at: length))
  }

  // The law knows better than exp(log S(k)).
  public func survival(at length: Int) -> Double {
    length <= 1
      ? 1 : max(Double(longest - length + 1), 0) / Double(longest)
  }

  public var mean: Double { Double(longest + 1) / 2 }

  public var variance: Double { Double(longest * longest - 1) / 12 }
}
