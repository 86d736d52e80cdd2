import NumericalMethods
import RealModule

extension Zeta: FittableDistribution {
  /// alpha.
  public static var parameterNames: [String] { ["alpha"] }

  /// The law with the power α.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(alpha: parameterValues[0])
  }

  /// alpha.
  public var parameterValues: [Double] { [alpha] }

  /// The maximum likelihood fit.
  ///
  /// A power law above a threshold is fitted by `fit(_:from:)`.
  ///
  /// If every answer may have had one token, α is infinite, with `boundary`
  /// `.certainStop`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try oneParameterFit(sample, degenerate: .infinity)
  }
}

extension Zeta: ScoredDistribution {
  package static var family: Family { .zeta }
  package static var links: [Link] { [.logAboveOne] }

  /// The law at a point of the search, α − 1 unrounded.
  package init(coordinates: [Double]) throws(LengthLawError) {
    try self.init(excess: Double.exp(coordinates[0]))
  }

  package var slopes: [Double] { [excess] }
  package var hasFiniteMean: Bool { alpha > 2 }

  /// The estimate of a continuous power law, 1 + 1/E[log(N/(s − ½))] with s
  /// the least length watched.
  package static func start(for sample: CensoredSample) -> [Double] {
    let first = Double(sample.entered.map(\.length).min() ?? 0) + 0.5
    let mean = sample.roughMoments { Double.log(max($0, first) / first) }.mean
    return [1 + 1 / max(mean, 1e-3)]
  }

  /// In x = log(α − 1): (α − 1)(−log k − ∂ log ζ(α)).
  package func curvedLogMass(at length: Int) -> Curved {
    curved(
      logMass(at: length), -Double.log(Double(length)) - norm.derivative,
      -norm.second)
  }

  /// ∂α = ∂ log ζ(α, k) − ∂ log ζ(α).
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    let tail = tail(from: length)
    return curved(tail.value, tail.derivative, tail.second)
  }

  /// Of the lengths nothing counts but the sum of their logarithms.
  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    var logs = 0.0
    for term in terms.ended {
      logs += term.weight * Double.log(Double(term.length))
    }
    let n = terms.endedWeight
    return curved(
      -alpha * logs - n * norm.value, -logs - n * norm.derivative,
      -n * norm.second
    ) + curvedBeyond(of: terms) + curvedGroups(of: terms)
  }

  /// A function of α as one of log(α − 1).
  private func curved(
    _ value: Double, _ slope: Double, _ bend: Double
  ) -> Curved {
    Curved(
      value, slope: excess * slope,
      bend: excess * (slope + excess * bend))
  }
}
