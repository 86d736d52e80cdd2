import NumericalMethods

extension KaplanMeierInference {
  /// A confidence interval for the q-quantile of the latent N.
  ///
  /// It holds the lengths k that the pointwise intervals for P(N > k) do not
  /// refuse as the quantile: from the first k at which the lower limit is at
  /// most 1 − q to the first at which the upper limit is. An upper limit that
  /// stays above 1 − q leaves the end open (`upper` is `nil`); a lower limit
  /// that does leaves `lower` at the longest recorded length, which the
  /// quantile then exceeds.
  ///
  /// - Parameters:
  ///   - quantile: q in (0, 1).
  ///   - level: The confidence, in (0, 1).
  ///   - method: As for `survivalInterval(at:level:method:)`.
  /// - Returns: The interval, its ends lengths in tokens.
  /// - Throws: `LengthLawError` for other levels and methods.
  ///
  /// Source: R. Brookmeyer and J. Crowley, Biometrics 38, 29 (1982),
  /// doi:10.2307/2530286.
  public func quantileInterval(
    _ quantile: Double, level: Double,
    method: ConfidenceInterval.Method = .logLog
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("quantile", inUnit: quantile)
    try LengthLawError.require("level", inUnit: level)
    let band = try Band(self, level: level, method: method)
    let lower = firstLength(method) {
      band.reaches(quantile, .lower, beyond: $0)
    }
    let upper = firstLength(method) {
      band.reaches(quantile, .upper, beyond: $0)
    }
    return ConfidenceInterval(
      lower: Double(lower ?? estimate.identifiedThrough),
      upper: upper.map(Double.init), level: level, method: method)
  }

  /// The first recorded length, or position after one at which some were
  /// censored, that has a property.
  ///
  /// Beta-product limits fall with k, and each costs a tail of a beta law:
  /// they are bisected.
  /// Greenwood's variance can grow faster than Ŝ falls, so that its limits
  /// rise again: of those the first is taken, one after the other.
  private func firstLength(
    _ method: ConfidenceInterval.Method,
    where isReached: (Int) -> Bool
  ) -> Int? {
    guard method == .betaProduct else {
      return estimate.lengths.first(where: isReached)
    }
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if isReached(steps[middle].length) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    // Past the last row nothing is observed, so nothing is reached.
    guard low < steps.count else { return nil }
    let between = low > 0 ? steps[low - 1].length + 1 : .max
    if between < steps[low].length, isReached(between) { return between }
    return steps[low].length
  }
}
