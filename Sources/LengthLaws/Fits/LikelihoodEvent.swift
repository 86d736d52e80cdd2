import NumericalMethods

/// What is known of an answer's length: one term of a likelihood.
package enum LikelihoodEvent: Sendable, Hashable {
  /// N = k.
  case ended(Int)
  /// N > k.
  case beyond(Int)
  /// lower < N ≤ upper.
  case within(lower: Int, upper: Int)

  /// Whether an answer of this length is such a one.
  package func contains(_ length: Int) -> Bool {
    switch self {
    case .ended(let k): length == k
    case .beyond(let k): length > k
    case .within(let lower, let upper): length > lower && length <= upper
    }
  }

  /// log P(E).
  package func logProbability(_ law: some LengthDistribution) -> Double {
    switch self {
    case .ended(let k): law.logMass(at: k)
    case .beyond(let k): law.logSurvival(at: k + 1)
    case .within(let lower, let upper):
      logDifference(
        law.logSurvival(at: lower + 1), law.logSurvival(at: upper + 1))
    }
  }

  /// log P(E) with its derivatives in the coordinates of the search.
  package func curvedLogProbability(_ law: some ScoredDistribution) -> Curved {
    switch self {
    case .ended(let k): law.curvedLogMass(at: k)
    case .beyond(let k): law.curvedLogSurvival(at: k + 1)
    case .within(let lower, let upper):
      law.curvedLogSurvival(at: lower + 1).logDifference(
        law.curvedLogSurvival(at: upper + 1))
    }
  }
}

extension CensoredSample {
  /// The terms of the likelihood, each with its weight; what is conditioned
  /// on has a negative one.
  package func forEachTerm(_ body: (LikelihoodEvent, Double) -> Void) {
    for term in ended { body(.ended(term.length), term.weight) }
    for term in censored { body(.beyond(term.length), term.weight) }
    for term in entered { body(.beyond(term.length), -term.weight) }
    for group in grouped {
      body(.within(lower: group.lower, upper: group.upper), group.weight)
    }
  }
}
