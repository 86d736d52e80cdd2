import LengthLaws

extension Bound {
  /// What the promise rests on, in a sentence.
  public var assumptions: String {
    let family = family?.rawValue ?? "fitted"
    return switch method {
    case .orderStatistic, .dkwBand, .equalLocalLevelBand:
      "The answers are independent draws from one law, whatever it is."
    case .betaProduct:
      "The answers are independent draws from one law, whatever it is, and "
        + "caps and cancellations do not depend on the length."
    case .noisyBetaProduct:
      "The answers are independent draws from one law, whatever it is, caps "
        + "and cancellations do not depend on the length, and times scatter "
        + "around the latency as the fitted noise does."
    case .anytime:
      "The answers are independent draws from one law, whatever it is, and "
        + "may be looked at whenever one likes."
    case .exactGeometric:
      "The answers are independent draws from one geometric law, under no cap "
        + "or a common one."
    case .profileLikelihood, .bootstrap:
      "The answers are independent draws from one law of the \(family) "
        + "family, caps do not depend on the length, and answers are many."
    case .conformal:
      "The answers and the next one are exchangeable, whatever their law."
    case .weightedConformal:
      "The next answer differs from the others in its covariates' law alone, "
        + "and the weights are the true likelihood ratio."
    }
  }

  /// Why the limit is not finite and what would make it so; `nil` where it is
  /// finite.
  public var reasonForNone: String? {
    guard limit == .unbounded else { return nil }
    if observations < requiredObservations {
      return "\(observations) answers are too few for a finite bound; "
        + "\(requiredObservations) are needed"
    }
    if let family {
      return "the answers do not rule out a \(family.rawValue) law of "
        + "whatever length; more answers or a lower level would"
    }
    return "the bound falls among the answers that were cut, whose ends are "
      + "unknown; a max_tokens, a lower level or answers under a larger cap "
      + "would make it finite"
  }
}

extension Bound.Kind {
  /// What is promised, in a sentence.
  public var promise: String {
    switch self {
    case .plugInQuantile:
      "Nothing is promised: the quantile of a fitted or empirical law."
    case .upperConfidenceBound:
      "With at least this confidence over the data, the quantile is no larger."
    case .confidenceBoundUnderCensoring:
      "With at least this confidence over the data, the quantile is no "
        + "larger, if cuts do not depend on the length; by simulation."
    case .approximateConfidenceBound:
      "With about this confidence over the data, the quantile is no larger."
    case .anytimeConfidenceBound:
      "With at least this confidence, the quantile is no larger at any sample "
        + "size."
    case .conformalBound:
      "The next answer is no longer with a probability of at least the level, "
        + "on average over the data."
    }
  }
}
