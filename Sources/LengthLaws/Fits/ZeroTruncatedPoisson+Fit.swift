import RealModule

extension ZeroTruncatedPoisson: FittableDistribution {
  /// lambda.
  public static var parameterNames: [String] { ["lambda"] }

  /// The law with the parameter λ.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(lambda: parameterValues[0])
  }

  /// lambda.
  public var parameterValues: [Double] { [lambda] }

  /// The maximum likelihood fit; without censoring, the λ with the mean of
  /// the sample.
  ///
  /// If every answer may have had one token, λ is 0, with `boundary`
  /// `.certainStop`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try oneParameterFit(sample, degenerate: 0)
  }
}

extension ZeroTruncatedPoisson: ScoredDistribution {
  package static var family: Family { .zeroTruncatedPoisson }
  package static var links: [Link] { [.log] }

  /// λ from the mean of the recorded lengths, which lies between
  /// max(1, λ) and 1 + λ.
  package static func start(for sample: CensoredSample) -> [Double] {
    let mean = sample.roughMoments().mean
    return [max(mean > 3 ? mean : 2 * (mean - 1), 1e-3)]
  }

  /// In x = log λ: ∂x = k − E[N], ∂²x = −Var[N].
  package func curvedLogMass(at length: Int) -> Curved {
    Curved(logMass(at: length), slope: Double(length) - mean, bend: -variance)
  }

  /// log P(J ≥ k) less log P(J ≥ 1).
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    var tail = count.curvedLogTail(from: length)
    tail.value = logSurvival(at: length)
    // λ/(e^λ − 1) = E[N] − λ and its derivative, both without cancellation.
    let excess = lambda / Double.expMinusOne(lambda)
    tail.gradient.x -= excess
    tail.diagonal.x -= excess * (1 - mean)
    return tail
  }

  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    let (n, s) = (terms.endedWeight, terms.endedTails.total)
    // log [λᵏ/k!] is that of the last factor, λ/k, and those before.
    var value = count.logRatios(terms.endedTails)
    for term in terms.ended {
      value += term.weight * Double.log(lambda / Double(term.length))
    }
    let ended = Curved(
      value - n * (lambda + logKept), slope: s + n - n * mean,
      bend: -n * variance)
    return ended + curvedBeyond(of: terms) + curvedGroups(of: terms)
  }
}
