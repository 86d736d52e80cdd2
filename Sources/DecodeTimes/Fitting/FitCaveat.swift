/// What a reader of a fitted time model should know beside its numbers.
public enum FitCaveat: Sendable, Hashable, Codable {
  /// The median time is so long or short that seconds may be a wrong unit.
  case unitLooksWrong(medianSeconds: Double, per: String)
  /// Rows whose times differ from the others' by a factor of about 1000.
  case mixedUnits(rows: Int)
  /// Coefficients that the data wanted below 0.
  case heldAtBound([String])
  /// Rows without a decode step, left out.
  case withoutSteps(rows: Int)
  /// A configuration with too few rows for a model of its own, which shares
  /// the pooled one.
  case pooledConfiguration(ServingConfiguration, rows: Int)
  /// Labels whose effects the others determine, left out.
  case aliasedLabels([String])
  /// Lengths in a range too narrow to tell a cost per answer from one per
  /// token: beyond it, times are taken proportional to tokens.
  case proportionalBeyond(shortest: Int, longest: Int)
  /// One-token answers that took no time, although every token should be a
  /// step.
  case oneTokenInNoTime(rows: Int)
  /// Prompts of one length: the prefill is the same for any.
  case onePromptLength(Int)
  /// The prefill allows no fit, and why.
  case prefillNotFitted(String)
  /// As many unknowns as rows: no error can be estimated.
  case noDegreesOfFreedom
}

extension FitCaveat: CustomStringConvertible {
  /// The caveat in words.
  public var description: String {
    switch self {
    case .unitLooksWrong(let median, let what):
      "the median is \(median) s per \(what): are the times in "
        + (median > 1 ? "milliseconds" : "kiloseconds or per another count")
        + ", not seconds?"
    case .mixedUnits(let rows):
      "\(rows) rows differ from the others by a factor of about 1000: are "
        + "seconds and milliseconds mixed?"
    case .heldAtBound(let names):
      "held at 0, where the form ends: \(names.joined(separator: ", "))"
    case .withoutSteps(let rows):
      "\(rows) rows of one token have no decode step and were left out"
    case .pooledConfiguration(let configuration, let rows):
      "\(configuration): \(rows) rows are too few for a model of its own; it "
        + "shares the pooled one"
    case .aliasedLabels(let labels):
      "other labels determine these, which were left out: "
        + labels.joined(separator: ", ")
    case .proportionalBeyond(let shortest, let longest):
      (shortest == longest
        ? "all answers have \(shortest) tokens"
        : "all answers have \(shortest) to \(longest) tokens")
        + ", which does not tell a cost per answer from one per token: for "
        + "other lengths times are taken proportional to tokens"
    case .oneTokenInNoTime(let rows):
      "\(rows) answers of one token took no time: the first token seems to "
        + "come out of prefill (convention first-token-in-prefill)"
    case .onePromptLength(let tokens):
      "all prompts have \(tokens) tokens: prefill is taken to be the same for "
        + "other lengths"
    case .prefillNotFitted(let why):
      "the prefill times allow no fit (\(why)); the measured ones stand for "
        + "any prompt"
    case .noDegreesOfFreedom:
      "there are as many unknowns as rows, so errors are unknown"
    }
  }

  /// Hints at a wrong unit from times per step or per prompt.
  ///
  /// - Parameters:
  ///   - seconds: Times, more than 0.
  ///   - what: What one time is of, in words.
  ///   - plausible: Where the median is no surprise.
  /// - Returns: None, one or both hints.
  static func unitHints(
    _ seconds: [Double], per what: String, plausible: ClosedRange<Double>
  ) -> [FitCaveat] {
    let sorted = seconds.sorted()
    guard !sorted.isEmpty else { return [] }
    let median = sorted[(sorted.count - 1) / 2]
    var hints: [FitCaveat] = []
    if !plausible.contains(median) {
      hints.append(.unitLooksWrong(medianSeconds: median, per: what))
    }
    let far = sorted.count { $0 > median * 300 || $0 * 300 < median }
    if far > 0 { hints.append(.mixedUnits(rows: far)) }
    return hints
  }
}
