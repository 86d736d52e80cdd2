import NumericalMethods

extension KaplanMeierInference {
  /// A confidence interval for E[min(N, c)]: the estimate ± z standard
  /// errors, cut to [1, c].
  ///
  /// - Parameters:
  ///   - cap: c ≥ 1.
  ///   - level: In (0, 1).
  /// - Returns: The interval, in tokens.
  /// - Throws: `LengthLawError` if one is out of range.
  public func restrictedMeanInterval(
    through cap: Int, level: Double
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("level", inUnit: level)
    guard cap >= 1 else {
      throw .countOutOfRange(
        name: "cap", value: cap, accepted: "at least 1 token")
    }
    let mean = estimate.restrictedMeanEstimate(through: cap)
    let reach = normalTwoSidedQuantile(level: level) * mean.standardError
    return ConfidenceInterval(
      lower: max(mean.value - reach, 1),
      upper: min(mean.value + reach, Double(cap)), level: level,
      method: .plain)
  }
}
