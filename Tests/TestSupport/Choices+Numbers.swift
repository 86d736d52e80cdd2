import Foundation

extension Choices {
  /// A whole number; the nearer to 0, the simpler.
  public mutating func int(_ range: ClosedRange<Int>) -> Int {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low >= 0 { return low + Int(draw(upTo: UInt64(high - low))) }
    if high <= 0 { return high - Int(draw(upTo: UInt64(high - low))) }
    // The sign first: then magnitudes can be bisected.
    guard bool() else { return Int(draw(upTo: high.magnitudeBits)) }
    return Int(truncatingIfNeeded: 0 &- draw(upTo: low.magnitudeBits))
  }

  /// A number in [0, 1], in steps of 2⁻⁵³; 0 is the simplest.
  public mutating func unit() -> Double {
    Double(draw(upTo: 1 << 53)) * 0x1p-53
  }

  /// A number in a range, uniformly; the lower bound is the simplest.
  public mutating func double(in range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    return min(high, max(low, low + unit() * (high - low)))
  }

  /// A positive number in a range, its logarithm uniformly: for scales and
  /// rates, of which small ones should not be rare.
  ///
  /// - Precondition: The lower bound is above 0.
  public mutating func logUniform(in range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    precondition(low > 0, "Lower bound should be above 0, but is \(low)")
    return min(high, max(low, low * exp(unit() * log(high / low))))
  }

  /// A level of a quantile, in [0, 1]: one in common use, a fraction of small
  /// numbers such as a life table attains exactly, or any.
  public mutating func level() -> Double {
    switch draw(upTo: 3) {
    case 0:
      return element(of: [0.5, 0.9, 0.95, 0.99, 0.999, 0.05, 0, 1])
    case 1, 2:
      let denominator = int(1...100)
      return Double(int(0...denominator)) / Double(denominator)
    default:
      return unit()
    }
  }
}

extension Int {
  /// The magnitude, as wide as a choice.
  fileprivate var magnitudeBits: UInt64 { UInt64(magnitude) }
}
