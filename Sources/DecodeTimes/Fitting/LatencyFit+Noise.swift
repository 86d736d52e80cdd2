extension LatencyFit {
  /// The noise of measured total times around this fit.
  ///
  /// For an honest law the answers should not be those fitted to, or many
  /// more than the fit has coefficients.
  ///
  /// - Parameters:
  ///   - observations: Answers with times above 0; those without a decode
  ///     step are left out.
  ///   - form: The family of the ratio's law.
  /// - Returns: The noise, for `TotalDecodeTime`.
  /// - Throws: `DecodeTimeError` for rows that cannot be predicted or too few
  ///   of them.
  public func noise(
    of observations: [LatencyObservation], form: DecodeNoiseForm
  ) throws(DecodeTimeError) -> DecodeTimeNoise {
    var tokens: [Int] = []
    var ratios: [Double] = []
    for (row, observation) in observations.enumerated()
    where settings.convention.stepCount(tokens: observation.tokens) > 0 {
      try DecodeTimeError.check(
        seconds: observation.decodeSeconds, row: row)
      tokens.append(observation.tokens)
      ratios.append(observation.decodeSeconds / (try predict(observation)))
    }
    return try .fitted(form, tokens: tokens, ratios: ratios)
  }
}
