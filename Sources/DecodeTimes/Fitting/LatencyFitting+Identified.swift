import NumericalMethods

extension LatencyFitting {
  /// Constant steps with a cost per answer where the rows tell one from the
  /// other, and otherwise times in proportion to steps.
  ///
  /// The cost is kept if an F test of its coefficient rejects 0 at 1 %. So
  /// answers of one length, or of a narrow range of lengths, do not give a
  /// slope that chance made, with times far beyond the data that none would
  /// believe.
  ///
  /// - Parameter observations: As for `fit(_:form:)`.
  /// - Returns: The fit, its settings those of the form chosen.
  /// - Throws: `DecodeTimeError` that names the row at fault.
  public func fitIdentified(
    _ observations: [LatencyObservation]
  ) throws(DecodeTimeError) -> LatencyFit {
    var proportional = self
    proportional.hasStartUp = false
    let simple = try proportional.fit(observations, form: .constant)
    let lengths = observations.map(\.tokens)
      .filter { convention.stepCount(tokens: $0) > 0 }
    let shortest = lengths.min() ?? 1
    let longest = lengths.max() ?? 1
    if hasStartUp, shortest < longest, lengths.count > 3 {
      // Rows that determine both leave a fit; others are proportional.
      if let full = try? fit(observations, form: .constant),
        isBetter(full, simple)
      {
        return full
      }
    }
    guard
      convention.stepCount(tokens: longest)
        < 2 * convention.stepCount(tokens: shortest)
    else { return simple }
    return simple.adding(
      .proportionalBeyond(shortest: shortest, longest: longest))
  }

  /// Whether one coefficient more explains more than chance does.
  private func isBetter(_ full: LatencyFit, _ simple: LatencyFit) -> Bool {
    guard let wide = simple.residualStandardDeviation,
      let narrow = full.residualStandardDeviation,
      let t = try? StudentLaw(degreesOfFreedom: full.degreesOfFreedom)
        .twoSidedQuantile(level: 0.99)
    else { return false }
    let left = narrow * narrow * full.degreesOfFreedom
    let gain = wide * wide * simple.degreesOfFreedom - left
    // Rows without scatter tell everything; rounding is no gain.
    return gain > t * t * narrow * narrow && gain > 1e-12 * left
  }
}
