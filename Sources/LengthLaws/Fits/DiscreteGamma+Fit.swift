import NumericalMethods
import RealModule

extension DiscreteGamma: FittableDistribution {
  /// shape, rate: of X, which is rounded up.
  public static var parameterNames: [String] { ["shape", "rate"] }

  /// The law with the parameters shape and rate.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(shape: parameterValues[0], rate: parameterValues[1])
  }

  /// shape, rate.
  public var parameterValues: [Double] { [shape, rate] }

  /// The maximum likelihood fit.
  ///
  /// One length, or two that are neighbours, can be matched ever better by a
  /// greater shape, so their likelihood has no maximum.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.requireSpread()
    return try maximumLikelihoodFit(sample)
  }
}

extension DiscreteGamma: ScoredDistribution {
  package static var family: Family { .discreteGamma }
  package static var links: [Link] { [.log, .log] }

  /// Moments of the recorded lengths, each taken at the middle of the
  /// interval that rounds up to it.
  package static func start(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { $0 - 0.5 }
    let shape = min(max(mean * mean / max(variance, 0.05), 0.05), 1e4)
    return [shape, shape / mean]
  }

  /// The derivatives of the density, averaged over the slice, in log a and
  /// log b: a(log bX − ψ(a)) and a − bX, and for the second ones averages and
  /// covariances of log X and bX.
  package func curvedLogMass(at length: Int) -> Curved {
    let width = logWidth(length)
    let k = Double(length)
    let z = rate * (k * (k - 1)).squareRoot()
    let bend = width * (abs(shape - z) + 3 * z.squareRoot() + 1)
    guard length > 1, z > 0, bend < SliceQuadrature.limit else {
      return tailDifference(at: length)
    }
    var (mass, s1, g1) = (0.0, 0.0, 0.0)
    var (s2, sg, g2) = (0.0, 0.0, 0.0)
    for node in SliceQuadrature.rule(bend: bend) {
      let s = node.place * width / 2
      let growth = z * Double.expMinusOne(s)
      let share = node.weight * Double.exp(shape * s - growth)
      mass += share
      s1 += share * s
      g1 += share * growth
      s2 += share * s * s
      sg += share * s * growth
      g2 += share * growth * growth
    }
    (s1, g1, s2, sg, g2) = (
      s1 / mass, g1 / mass, s2 / mass, sg / mass, g2 / mass
    )
    let front = logGammaFront(z) + Double.log(shape)
    let slope = shape * (Double.log(z) + s1 - constants.digamma)
    return Curved(
      front + Double.log(width / 2 * mass), slopes: (slope, shape - z - g1),
      bends: (
        slope + shape * shape * (s2 - s1 * s1 - constants.trigamma),
        g2 - g1 * g1 - z - g1
      ),
      mixed: shape * (1 - sg + s1 * g1))
  }

  /// From the tail in which both ends lie.
  private func tailDifference(at length: Int) -> Curved {
    let end = tails(at: Double(length))
    guard length > 1 else { return end.lower }
    let start = tails(at: Double(length - 1))
    return end.lower.value < start.upper.value
      ? end.lower.logDifference(start.lower)
      : start.upper.logDifference(end.upper)
  }

  /// ∂a by carrying derivatives through series and continued fraction, ∂b
  /// from the density.
  package func curvedLogSurvival(at length: Int) -> Curved {
    length > 1 ? tails(at: Double(length - 1)).upper : Curved(0)
  }

  private func tails(at x: Double) -> (lower: Curved, upper: Curved) {
    let z = rate * x
    let (lower, upper) = IncompleteGamma<Jet>(
      a: Jet(shape, 1), x: z
    ).logTails
    // log of z times the density at z.
    let density = logGammaFront(z) + Double.log(shape)
    let slope = Double.log(z) - constants.digamma
    func curved(_ tail: Jet, _ sign: Double) -> Curved {
      let h = sign * Double.exp(density - tail.value)
      return Curved(
        tail.value, slopes: (shape * tail.first, h),
        bends: (
          shape * (tail.first + shape * tail.second), h * (shape - z - h)
        ),
        mixed: shape * h * (slope - tail.first))
    }
    return (curved(lower, 1), curved(upper, -1))
  }
}
