import NumericalMethods
import RealModule

/// A law given that its length lies in a range.
///
///     P(N = k | a ≤ N ≤ b) = P(N = k)/(S(a) − S(b + 1)) for a ≤ k ≤ b
///     S(k | a ≤ N ≤ b) = (S(k) − S(b + 1))/(S(a) − S(b + 1))
///
/// With b = `Int.max` there is no upper limit: the law of those answers that
/// have reached a. To fit a law to answers that were seen only if they were
/// long, use the `entered` terms of a `CensoredSample` instead.
public struct Truncated<Base: LengthDistribution>: LengthDistribution {
  /// The law before truncation.
  public let base: Base

  /// a...b; `Int.max` above is no limit.
  public let range: ClosedRange<Int>

  /// log P(a ≤ N ≤ b) of the base.
  private let logShare: Double

  /// log S(b + 1) of the base.
  private let logBeyond: Double

  /// A law restricted to `range`.
  ///
  /// - Throws: `LengthLawError` if the range starts below 1, or if the base
  ///   has no mass in it.
  public init(
    _ base: Base, to range: ClosedRange<Int>
  ) throws(LengthLawError) {
    guard range.lowerBound >= 1 else {
      throw LengthLawError(
        "lower end", Double(range.lowerBound), accepted: "a length, 1 or more")
    }
    self.base = base
    self.range = range
    logBeyond =
      range.upperBound < .max
      ? base.logSurvival(at: range.upperBound + 1) : -.infinity
    logShare = base.logMass(
      over: range.lowerBound, through: range.upperBound, logBeyond: logBeyond)
    guard logShare > -.infinity else {
      throw LengthLawError(
        "mass in \(range)", 0, accepted: "a probability above 0")
    }
  }

  /// log P(N = k) − log P(a ≤ N ≤ b).
  public func logMass(at length: Int) -> Double {
    range.contains(length) ? base.logMass(at: length) - logShare : -.infinity
  }

  /// log [(S(k) − S(b + 1))/P(a ≤ N ≤ b)].
  public func logSurvival(at length: Int) -> Double {
    guard length > range.lowerBound else { return 0 }
    guard length <= range.upperBound else { return -.infinity }
    let log = base.logMass(
      over: length, through: range.upperBound, logBeyond: logBeyond)
    return min(log - logShare, 0)
  }

  /// E[N | a ≤ N ≤ b]; `.infinity` where the sum diverges.
  public var mean: Double { moments.mean }

  /// Var[N | a ≤ N ≤ b].
  public var variance: Double { moments.variance }

  private var moments: (mean: Double, variance: Double) {
    let offset = Double(range.lowerBound - 1)
    if range.upperBound == .max {
      guard base.mean < .infinity else { return (.infinity, .nan) }
      guard base.variance < .infinity else {
        return (offset + openMean, .infinity)
      }
    }
    let last = min(range.upperBound, 1 << 61)
    guard range.lowerBound <= last else {
      return (Double(range.lowerBound), 0)
    }
    let (first, second) = SurvivalSums.moments(
      over: range.lowerBound...last, survival: survival(at:))
    // A power tail that is not exhausted at 2⁶¹ has its sum from the base.
    guard last < range.upperBound, survival(at: last) > 1e-30 else {
      return (offset + first, max(second - first * first, 0))
    }
    let mean = openMean
    let beyond = (base.variance + base.mean * base.mean - headSquares)
    let square =
      beyond / Double.exp(logShare) - 2 * offset * (mean + offset)
      + offset * offset
    return (offset + mean, max(square - mean * mean, 0))
  }

  /// E[N − (a − 1) | N ≥ a] from the mean of the base.
  private var openMean: Double {
    let head = SurvivalSums.moments(
      over: 1...range.lowerBound, survival: base.survival(at:))
    let last = Double.exp(logShare)
    return (base.mean - head.first) / last + 1
  }

  /// Σ_{k<a} k² P(N = k) of the base.
  private var headSquares: Double {
    let first = range.lowerBound - 1
    guard first >= 1 else { return 0 }
    let sums = SurvivalSums.moments(
      over: 1...first, survival: base.survival(at:))
    return sums.second - Double(first) * Double(first) * Double.exp(logShare)
  }
}

extension Truncated: Equatable where Base: Equatable {}
extension Truncated: Hashable where Base: Hashable {}

extension LengthDistribution {
  /// log P(a ≤ N ≤ b), by adding masses where the survival function changes
  /// so little that a difference would cancel.
  func logMass(over first: Int, through last: Int, logBeyond: Double) -> Double
  {
    let start = logSurvival(at: first)
    guard logBeyond > -.infinity, start < .infinity else { return start }
    guard logBeyond - start > -1e-3, last - first < 4096 else {
      return start > logBeyond ? logDifference(start, logBeyond) : -.infinity
    }
    return logSumExp((first...max(first, last)).map { logMass(at: $0) })
  }
}

/// log Σ e^{xᵢ}.
package func logSumExp(_ values: [Double]) -> Double {
  guard let top = values.max(), top > -.infinity else { return -.infinity }
  return top + Double.log(values.reduce(0) { $0 + Double.exp($1 - top) })
}
