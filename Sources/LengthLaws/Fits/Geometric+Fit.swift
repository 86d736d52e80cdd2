import RealModule

extension Geometric: FittableDistribution {
  /// p.
  public static var parameterNames: [String] { ["p"] }

  /// The law with the parameter p.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(p: parameterValues[0])
  }

  /// p.
  public var parameterValues: [Double] { [p] }

  /// The maximum likelihood fit.
  ///
  /// Without grouped counts it has a closed form: p̂ = d/E, where d answers
  /// ended and E is the number of positions at which one could have been seen
  /// to end; the standard error is √(p̂²(1 − p̂)/d).
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.validate()
    guard sample.grouped.isEmpty else {
      return try maximumLikelihoodFit(sample)
    }
    let ended = sample.ended.weight
    func positions(_ terms: [CensoredSample.Term]) -> Double {
      terms.reduce(0) { $0 + Double($1.length) * $1.weight }
    }
    let exposure =
      positions(sample.ended) + positions(sample.censored)
      - positions(sample.entered)
    let p = ended / exposure
    let law = try Geometric(p: p)
    let isCertain = p == 1
    return LengthFit(
      distribution: law, family: .geometric,
      parameters: [
        FittedParameter(
          name: "p", value: p,
          standardError: isCertain
            ? nil : p * ((1 - p) / ended).squareRoot())
      ],
      logLikelihood: ended * Double.log(p)
        + (isCertain ? 0 : (exposure - ended) * Double.log(onePlus: -p)),
      observations: sample.weight, censored: sample.censoredWeight,
      iterations: 0, isConverged: true, boundary: isCertain ? .certainStop : nil
    )
  }
}

extension Geometric: ScoredDistribution {
  package static var family: Family { .geometric }
  package static var links: [Link] { [.logit] }

  /// The reciprocal of the mean of the recorded lengths.
  package static func start(for sample: CensoredSample) -> [Double] {
    [min(1 / sample.roughMoments().mean, 0.99)]
  }

  /// In x = logit p: ∂x = 1 − pk.
  package func curvedLogMass(at length: Int) -> Curved {
    let k = Double(length)
    return Curved(
      logMass(at: length), slope: 1 - p * k, bend: -p * (1 - p) * k)
  }

  /// In x = logit p: ∂x = −(k − 1)p.
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    let j = Double(length - 1)
    return Curved(
      logSurvival(at: length), slope: -j * p, bend: -j * p * (1 - p))
  }
}
