import NumericalMethods
import RealModule

/// What a bootstrap says of an estimate.
public struct BootstrapResult: Sendable {
  /// The estimate from the data.
  public var estimate: Double
  /// Its replicates in the order of their indices; `nil` where a replicate
  /// has no estimate.
  public var replicates: [Double?]

  /// The result from an estimate and its replicates.
  public init(estimate: Double, replicates: [Double?]) {
    self.estimate = estimate
    self.replicates = replicates
  }

  /// Replicates without an estimate: intervals say nothing of them, so many
  /// of these are a warning.
  public var failureCount: Int { replicates.count - values.count }

  /// The replicates that have a value.
  private var values: [Double] {
    replicates.compactMap { $0 }.filter { !$0.isNaN }
  }

  /// From the α/2- to the (1 − α/2)-quantile of the replicates.
  ///
  /// - Throws: `LengthLawError` for a level outside (0, 1) or without
  ///   replicates.
  public func percentileInterval(
    level: Double
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("level", inUnit: level)
    let sorted = try sorted(values)
    let tail = (1 - level) / 2
    return ConfidenceInterval(
      lower: Self.quantile(of: sorted, tail),
      upper: Self.quantile(of: sorted, 1 - tail), level: level,
      method: .percentile)
  }

  /// The percentile interval corrected for bias and skewness.
  ///
  ///     α′ = Φ(z₀ + (z₀ + z_α)/(1 − a(z₀ + z_α)))
  ///
  /// with Φ(z₀) the share of replicates below the estimate, those equal to
  /// it counted half, and a the acceleration.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - acceleration: a, see `LifeTable.jackknifeAcceleration(of:)`; 0 only
  ///     corrects the bias.
  /// - Returns: The interval.
  /// - Throws: `LengthLawError`, also where all replicates lie on one side
  ///   of the estimate, which leaves the correction undefined.
  ///
  /// Source: B. Efron, JASA 82, 171 (1987),
  /// doi:10.1080/01621459.1987.10478410.
  public func bcaInterval(
    level: Double, acceleration: Double
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("level", inUnit: level)
    let sorted = try sorted(values)
    let below = sorted.count { $0 < estimate }
    let equal = sorted.count { $0 == estimate }
    let share = (Double(below) + Double(equal) / 2) / Double(sorted.count)
    guard share > 0, share < 1 else {
      throw .notConverged("all replicates lie on one side of the estimate")
    }
    let shift = -normalUpperQuantile(logTail: Double.log(share))
    let reach = normalTwoSidedQuantile(level: level)
    func corrected(_ z: Double) throws(LengthLawError) -> Double {
      let moved = shift + z
      let scale = 1 - acceleration * moved
      guard scale > 0 else {
        throw .notConverged("the acceleration \(acceleration) is too large")
      }
      return Double.exp(logNormalSurvival(-(shift + moved / scale)))
    }
    return ConfidenceInterval(
      lower: Self.quantile(of: sorted, try corrected(-reach)),
      upper: Self.quantile(of: sorted, try corrected(reach)), level: level,
      method: .bca)
  }

  private func sorted(_ values: [Double]) throws(LengthLawError) -> [Double] {
    guard !values.isEmpty else {
      throw .countOutOfRange(
        name: "replicates with an estimate", value: 0, accepted: "at least 1")
    }
    return values.sorted()
  }

  /// The value of rank (B + 1)·p, between neighbours by linear interpolation.
  private static func quantile(of sorted: [Double], _ p: Double) -> Double {
    let rank = Double(sorted.count + 1) * p
    // 999 replicates have a 25th from below, whatever the rounding.
    let near = rank.rounded()
    let exact = abs(rank - near) < 1e-9 * max(near, 1) ? near : rank
    let place = min(max(exact, 1), Double(sorted.count)) - 1
    let index = Int(place)
    guard index + 1 < sorted.count, place > Double(index) else {
      return sorted[index]
    }
    let share = place - Double(index)
    return sorted[index] + share * (sorted[index + 1] - sorted[index])
  }
}
