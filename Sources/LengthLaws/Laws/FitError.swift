/// Why a law cannot be fitted to a life table.
public enum FitError: Error, Sendable, Hashable {
  /// The table is empty.
  case noAnswers
  /// A sample with a length below 1, an empty group, or a weight that is not
  /// positive and finite.
  case invalidSample
  /// Every answer is censored: the likelihood grows without end as lengths
  /// go to infinity.
  case allCensored
  /// Every answer that ended has the same length, which no law of this family
  /// with a spread can reproduce.
  case oneDistinctLength(Int)
  /// The search for the maximum did not converge.
  case notConverged(String)
  /// A parameter read from a file is out of range.
  case parameter(ParameterError)
}

extension FitError: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .noAnswers:
      "there are no answers to fit; record at least one"
    case .invalidSample:
      "lengths should be at least 1, groups not empty, and weights positive "
        + "and finite"
    case .allCensored:
      "every answer is censored, so no length is observed; raise the cap or "
        + "wait for answers that end by themselves"
    case .oneDistinctLength(let length):
      "every answer that ended has \(length) tokens, so a family with a "
        + "spread has no maximum likelihood; use the Kaplan–Meier estimate"
    case .notConverged(let why):
      "the likelihood's maximum was not found (\(why)); use the Kaplan–Meier "
        + "estimate or another family"
    case .parameter(let error):
      error.description
    }
  }
}
