import RealModule

extension DiscreteWeibull: FittableDistribution {
  /// q, beta.
  public static var parameterNames: [String] { ["q", "beta"] }

  /// The law with the parameters q and β.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    try self.init(q: parameterValues[0], beta: parameterValues[1])
  }

  /// q, beta.
  public var parameterValues: [Double] { [q, beta] }

  /// The maximum likelihood fit.
  ///
  /// One length, or two that are neighbours, can be matched ever better by a
  /// larger β, so their likelihood has no maximum. Nor has that of answers
  /// that all ended at their first token but for some still going on: a β of
  /// 0, which never ends those, is best. The search is in log(−log q), so that
  /// long and regular answers, whose q is 1 − 10⁻¹⁶ or closer to 1, are
  /// fitted as well as others.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.requireSpread()
    let fit = try maximumLikelihoodFit(sample)
    guard 1e-6...1e6 ~= fit.distribution.beta else {
      throw .noMaximum(
        "the shape runs away to \(fit.distribution.beta)")
    }
    return fit
  }
}

extension DiscreteWeibull: ScoredDistribution {
  package static var family: Family { .discreteWeibull }
  package static var links: [Link] { [.complementaryLogLog, .log] }

  /// The law at a point of the search, −log q unrounded.
  package init(coordinates: [Double]) throws(LengthLawError) {
    try self.init(
      lambda: Double.exp(coordinates[0]), beta: Double.exp(coordinates[1]))
  }

  package var slopes: [Double] { [-q * lambda, beta] }

  /// Where a Weibull law has the moments of the logarithm: variance
  /// π²/(6β²) and mean −(γ + log λ)/β.
  package static func startingPoint(for sample: CensoredSample) -> [Double] {
    let (mean, variance) = sample.roughMoments { Double.log($0 - 0.5) }
    let beta = min(1.2825 / max(variance, 1e-6).squareRoot(), 20)
    return [-0.577_215_664_9 - beta * mean, Double.log(beta)]
  }

  /// The same as parameters.
  package static func start(for sample: CensoredSample) -> [Double] {
    zip(links, startingPoint(for: sample)).map { $0.parameter($1) }
  }

  /// log P = −X + log(1 − e^{−u}) with X = λ(k − 1)^β and u = λk^β − X, in
  /// log λ and log β.
  package func curvedLogMass(at length: Int) -> Curved {
    let before = curvedHazard(before: length)
    let step = curvedStep(to: length)
    guard step.value < 700 else { return -1 * before }
    let rise = Double.expMinusOne(step.value)
    let q = 1 / rise
    return -1 * before
      + step.mapped(Double.log(rise) - step.value, q, -q * (1 + q))
  }

  /// −λ(k − 1)^β.
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    return -1 * curvedHazard(before: length)
  }

  /// X = λ(k − 1)^β.
  private func curvedHazard(before length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    let log = beta * Double.log(Double(length - 1))
    let value = lambda * Double.exp(log)
    return Curved(
      value, slopes: (value, value * log),
      bends: (value, value * log * (log + 1)), mixed: value * log)
  }

  /// u = λ(k^β − (k − 1)^β), without cancellation.
  private func curvedStep(to length: Int) -> Curved {
    let k = Double(length)
    guard length > 1 else {
      return Curved(lambda, slopes: (lambda, 0), bends: (lambda, 0), mixed: 0)
    }
    let log = beta * Double.log(k)
    let width = beta * logWidth(length)
    let after = lambda * Double.exp(log)
    let u = after * -Double.expMinusOne(-width)
    // k^β log k^β − (k − 1)^β log (k − 1)^β, and so with log² + log.
    let rest = after - u
    let slope = u * log + rest * width
    let bend =
      u * log * (log + 1) + rest * width * (2 * log - width + 1)
    return Curved(u, slopes: (u, slope), bends: (u, bend), mixed: slope)
  }
}
