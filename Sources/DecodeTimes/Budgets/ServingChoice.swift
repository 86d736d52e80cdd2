/// One way to serve a request, with what it is worth.
public struct ServingOption: Sendable {
  /// The configuration's name.
  public var name: String
  /// The law of its decode time.
  public var time: TotalDecodeTime
  /// Its prefill time in seconds, at least 0.
  public var prefillSeconds: Double
  /// What it is worth to be served that way, in any unit.
  public var utility: Double

  /// An option.
  public init(
    name: String, time: TotalDecodeTime, prefillSeconds: Double = 0,
    utility: Double
  ) {
    self.name = name
    self.time = time
    self.prefillSeconds = prefillSeconds
    self.utility = utility
  }
}

/// The most useful of several ways to serve a request whose risk is within a
/// budget, and why the others were refused.
public struct ServingChoice: Sendable {
  /// An option with its risk.
  public struct Candidate: Sendable {
    /// The option.
    public let option: ServingOption
    /// The measure of prefill + T, in seconds.
    public let risk: Double
    /// Whether the risk is within the budget.
    public let isWithinBudget: Bool
  }

  /// All options, those within the budget first, then by falling utility, then
  /// by rising risk, then by name.
  public let candidates: [Candidate]

  /// The option to take; `nil` if none is within the budget.
  public var best: Candidate? { candidates.first { $0.isWithinBudget } }

  /// Compares options.
  ///
  /// - Parameters:
  ///   - options: The ways to serve the request.
  ///   - measure: What counts as the risk of prefill + T; a chance constraint
  ///     P(prefill + T > B) ≤ ε is `.valueAtRisk(level: 1 − ε)`.
  ///   - budget: B in seconds.
  /// - Throws: `DecodeTimeError` for a measure, prefill or utility out of range.
  public init(
    _ options: [ServingOption], measure: RiskMeasure, budget: Double
  ) throws(DecodeTimeError) {
    var candidates: [Candidate] = []
    for option in options {
      try DecodeTimeError.require(
        option.prefillSeconds >= 0 && option.prefillSeconds < .infinity,
        "prefill of \(option.name)", option.prefillSeconds, "[0, ∞)")
      try DecodeTimeError.require(
        option.utility.isFinite, "utility of \(option.name)", option.utility,
        "(−∞, ∞)")
      let risk =
        try measure(option.time, plus: option.prefillSeconds)
      candidates.append(
        Candidate(
          option: option, risk: risk,
          isWithinBudget: TotalDecodeTime.isWithin(risk, budget)))
    }
    self.candidates = candidates.sorted { a, b in
      if a.isWithinBudget != b.isWithinBudget { return a.isWithinBudget }
      if a.option.utility != b.option.utility {
        return a.option.utility > b.option.utility
      }
      return (a.risk, a.option.name) < (b.risk, b.option.name)
    }
  }
}
