/// The values of one parameter that a likelihood ratio does not refuse.
public struct ProfileInterval: Sendable, Hashable {
  /// What an end of the interval is.
  public enum End: String, Sendable, Hashable, Codable {
    /// The deviance crosses its limit here.
    case crossing
    /// The deviance stays within its limit to the edge of the parameter's
    /// range: 0, 1, or no end at all.
    case edge
  }

  /// The parameter's name.
  public var parameter: String
  /// Its maximum likelihood estimate.
  public var estimate: Double
  /// The interval; its `upper` is `nil` at an edge without end.
  public var interval: ConfidenceInterval
  /// What the lower end is.
  public var lowerEnd: End
  /// What the upper end is.
  public var upperEnd: End
}

extension LengthFit {
  /// The profile-likelihood interval of a parameter.
  ///
  ///     { θ : 2 [log L(θ̂) − max over the others log L(θ, ·)] ≤ χ²₁(level) }
  ///
  /// Unlike the standard error it follows a lopsided likelihood, is the same
  /// in whatever form the parameter is written, and exists on a boundary.
  ///
  /// - Parameters:
  ///   - parameter: Its name.
  ///   - sample: What was fitted.
  ///   - level: In (0, 1).
  /// - Returns: The interval, with what its ends are.
  /// - Throws: `LengthLawError`: `unknownParameter`, `fitOfOtherData`,
  ///   `methodNotApplicable` for a law without derivatives, `notConverged`.
  ///
  /// Source: D. J. Venzon and S. H. Moolgavkar, Appl. Statist. 37, 87 (1988),
  /// doi:10.2307/2347496.
  public func profileInterval(
    of parameter: String, in sample: CensoredSample, level: Double
  ) throws(LengthLawError) -> ProfileInterval {
    try LengthLawError.require("level", inUnit: level)
    guard let law = distribution as? any ScoredDistribution else {
      throw .methodNotApplicable(.profileLikelihood)
    }
    let names = parameters.map(\.name)
    guard let index = names.firstIndex(of: parameter) else {
      throw .unknownParameter(parameter, accepted: names)
    }
    let again = law.logLikelihood(of: sample)
    guard abs(again - logLikelihood) <= 1e-6 * max(1, abs(logLikelihood))
    else { throw .fitOfOtherData }
    return try profile(law, index, sample, level)
  }

  private func profile<Law: ScoredDistribution>(
    _ law: Law, _ index: Int, _ sample: CensoredSample, _ level: Double
  ) throws(LengthLawError) -> ProfileInterval {
    var profile = ProfileLikelihood<Law>(
      parameters: parameters, index: index, logLikelihood: logLikelihood,
      sample: sample, level: level)
    let first = try profile.end(direction: -1)
    profile.restart()
    let second = try profile.end(direction: 1)
    // A parameter may fall as its coordinate rises.
    let isRising = first.value <= second.value
    let (lower, upper) = isRising ? (first, second) : (second, first)
    return ProfileInterval(
      parameter: parameters[index].name, estimate: parameters[index].value,
      interval: ConfidenceInterval(
        lower: lower.value,
        upper: upper.value < .infinity ? upper.value : nil, level: level,
        method: .profileLikelihood),
      lowerEnd: lower.end, upperEnd: upper.end)
  }
}
