import NumericalMethods
import RealModule

extension Poisson: FittableDistribution {
  /// mean: of N − 1.
  public static var parameterNames: [String] { ["mean"] }

  /// The law with the mean of N − 1.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(meanBeyondFirst: parameterValues[0])
  }

  /// mean.
  public var parameterValues: [Double] { [meanBeyondFirst] }

  /// The maximum likelihood fit; without censoring, the mean of N − 1.
  ///
  /// If every answer may have had one token, the mean is 0, with `boundary`
  /// `.certainStop`.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try oneParameterFit(sample, degenerate: 0)
  }
}

extension Poisson: ScoredDistribution {
  package static var family: Family { .poisson }
  package static var links: [Link] { [.log] }

  /// The mean of the recorded lengths, less one.
  package static func start(for sample: CensoredSample) -> [Double] {
    [max(sample.roughMoments().mean - 1, 1e-3)]
  }

  /// In x = log m: ∂x = k − 1 − m.
  package func curvedLogMass(at length: Int) -> Curved {
    let m = meanBeyondFirst
    return Curved(logMass(at: length), slope: Double(length - 1) - m, bend: -m)
  }

  /// ∂m = P(N = k − 1)/S(k).
  package func curvedLogSurvival(at length: Int) -> Curved {
    count.curvedLogTail(from: length - 1)
  }

  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    let m = meanBeyondFirst
    let (n, s) = (terms.endedWeight, terms.endedTails.total)
    return Curved(
      count.logRatios(terms.endedTails) - n * m, slope: s - n * m, bend: -n * m
    ) + curvedBeyond(of: terms) + curvedGroups(of: terms)
  }
}

extension PoissonCount {
  /// log P(J ≥ j) with its derivatives in log m.
  func curvedLogTail(from j: Int) -> Curved {
    guard j > 0 else { return Curved(0) }
    let log = logTail(from: j)
    let slope = mean * Double.exp(logMass(at: j - 1) - log)
    return Curved(log, slope: slope, bend: slope * (Double(j) - mean - slope))
  }

  /// Σ T(j) log(m/(1 + j)): the log-masses of a table but for −m each.
  func logRatios(_ tails: TailCounts) -> Double {
    var sum = 0.0
    for run in tails.runs {
      guard run.end - run.start <= 32 else {
        sum +=
          run.count
          * (Double(run.end - run.start) * Double.log(mean)
            - logGamma(Double(run.end + 1)) + logGamma(Double(run.start + 1)))
        continue
      }
      var ratio = 1.0
      for place in run.start..<run.end {
        ratio *= mean / Double(1 + place)
        if (place - run.start) & 7 == 7 {
          sum += run.count * Double.log(ratio)
          ratio = 1
        }
      }
      sum += run.count * Double.log(ratio)
    }
    return sum
  }
}
