extension CensoredSample {
  /// Those answers that are known to have reached a length, given that they
  /// did: the sample to fit a tail to.
  ///
  /// Shorter answers are left out, and so are those censored before; each of
  /// the others counts as watched from there on (left truncation), or from
  /// where it was watched already.
  ///
  /// - Throws: `LengthLawError.invalidSample` if a group spreads over both sides,
  ///   `LengthLawError.noAnswers` if nothing is left.
  public func reaching(_ length: Int) throws(LengthLawError) -> CensoredSample {
    guard length > 1 else { return self }
    let entrance = length - 1
    guard
      grouped.allSatisfy({ $0.lower >= entrance || $0.upper <= entrance })
    else { throw .invalidSample }
    var tail = CensoredSample(
      ended: ended.filter { $0.length >= length },
      censored: censored.filter { $0.length >= entrance },
      entered: entered.filter { $0.length >= length },
      grouped: grouped.filter { $0.lower >= entrance })
    guard tail.weight > 0 else { throw .noAnswers }
    let rest = tail.weight - tail.entered.weight
    guard rest >= 0 else { throw .invalidSample }
    if rest > 0 { tail.entered.append(Term(length: entrance, weight: rest)) }
    return tail
  }

  /// Whether every answer may have ended at the first position at which it
  /// was watched.
  ///
  /// Then a law that shrinks to its least length matches the sample best: one
  /// without a spread.
  var mayEndAtOnce: Bool {
    if entered.isEmpty {
      return ended.allSatisfy { $0.length == 1 }
        && censored.allSatisfy { $0.length == 0 }
        && grouped.allSatisfy { $0.lower == 0 }
    }
    // Lengths after which answers are watched, against those after which they
    // are known to go on at least; an answer not entered later is watched
    // from 0.
    var balance: [Int: Double] = [0: weight - entered.weight]
    for term in entered { balance[term.length, default: 0] += term.weight }
    for term in ended { balance[term.length - 1, default: 0] -= term.weight }
    for term in censored { balance[term.length, default: 0] -= term.weight }
    for group in grouped { balance[group.lower, default: 0] -= group.weight }
    return balance.values.allSatisfy { abs($0) <= 1e-12 * weight }
  }
}

extension FittableDistribution {
  /// The maximum likelihood fit to the answers of at least `shortest` tokens,
  /// given that they are that long: for a law that is to describe a tail.
  ///
  /// The log-likelihood is the conditional one, log P(N = k | N ≥ shortest).
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found.
  public static func fit(
    _ sample: CensoredSample, from shortest: Int
  ) throws(LengthLawError) -> LengthFit<Self> {
    try fit(sample.reaching(shortest))
  }
}

extension ScoredDistribution {
  /// The fit of a family with one parameter, whose laws shrink to the least
  /// length as the parameter goes to `degenerate`.
  static func oneParameterFit(
    _ sample: CensoredSample, degenerate: Double
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.validate()
    guard sample.mayEndAtOnce else { return try maximumLikelihoodFit(sample) }
    // Given that N > k for some k > 0, the limit has no law here.
    if let late = sample.entered.first(where: { $0.length > 0 }) {
      throw .oneDistinctLength(late.length + 1)
    }
    let law = try Self(parameterValues: [degenerate])
    return LengthFit(
      distribution: law, family: family,
      parameters: [
        FittedParameter(
          name: parameterNames[0], value: degenerate, standardError: nil)
      ],
      logLikelihood: 0, observations: sample.weight,
      censored: sample.censoredWeight, iterations: 0, isConverged: true,
      boundary: .certainStop)
  }
}
