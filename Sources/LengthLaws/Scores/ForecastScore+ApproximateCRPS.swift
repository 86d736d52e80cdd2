// Scores of forecasts that are not given as a law: both approximate the CRPS
// of the law that stands behind the members or quantiles, and say so.

extension ForecastScore {
  /// The CRPS of an ensemble's empirical distribution.
  ///
  ///     Σ |xᵢ − y|/m − Σᵢⱼ |xᵢ − xⱼ|/(2m²)
  ///
  /// As an estimate for the law that the members were drawn from it is too
  /// large; with `isFair` the second sum is divided by 2m(m − 1) instead,
  /// which makes it unbiased (and possibly negative).
  ///
  /// - Parameters:
  ///   - members: x₁, …, xₘ, in any order.
  ///   - outcome: y.
  ///   - isFair: Whether to correct for the size of the ensemble.
  /// - Returns: The score; NaN without members, or for one if it is fair.
  ///
  /// Source: C. A. T. Ferro, Q. J. R. Meteorol. Soc. 140, 1917 (2014),
  /// doi:10.1002/qj.2270.
  public static func ensembleCRPS(
    _ members: [Double], outcome: Double, isFair: Bool = false
  ) -> Double {
    let m = Double(members.count)
    guard m > (isFair ? 1 : 0) else { return .nan }
    var (distance, spread) = (0.0, 0.0)
    for (index, member) in members.sorted().enumerated() {
      distance += abs(member - outcome)
      // Σ_{i<j} (xⱼ − xᵢ) counts each member by its rank.
      spread += (2 * Double(index) + 1 - m) * member
    }
    return distance / m - spread / m / (isFair ? m - 1 : m)
  }

  /// An approximation to the CRPS from some quantiles.
  ///
  /// The CRPS is 2∫ρ(τ) dτ, with ρ(τ) the pinball loss at level τ. Each
  /// quantile stands for the levels that are nearer to its own than to any
  /// other. With levels (i − ½)/m it is the CRPS of the m quantiles as an
  /// ensemble; few levels, or none far out, leave the tails unscored.
  ///
  /// - Parameters:
  ///   - quantiles: The quantiles.
  ///   - levels: Their levels, increasing, in (0, 1).
  ///   - outcome: y.
  /// - Returns: The score; NaN unless there are as many levels as quantiles,
  ///   at least one, and the levels increase within (0, 1).
  ///
  /// Source: J. Bröcker, Q. J. R. Meteorol. Soc. 138, 1611 (2012),
  /// doi:10.1002/qj.1891.
  public static func approximateCRPS(
    quantiles: [Double], levels: [Double], outcome: Double
  ) -> Double {
    guard quantiles.count == levels.count, let first = levels.first,
      let last = levels.last, first > 0, last < 1,
      zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 })
    else { return .nan }
    var (sum, start) = (0.0, 0.0)
    for (index, level) in levels.enumerated() {
      let isLast = index + 1 == levels.count
      let end = isLast ? 1 : (level + levels[index + 1]) / 2
      sum +=
        (end - start)
        * pinball(forecast: quantiles[index], outcome: outcome, level: level)
      start = end
    }
    return 2 * sum
  }
}
