import NumericalMethods
import RealModule

extension BetaGeometric: FittableDistribution {
  /// alpha, beta.
  public static var parameterNames: [String] { ["alpha", "beta"] }

  /// The law with the parameters α and β.
  public init(parameterValues: [Double]) throws(ParameterError) {
    try self.init(alpha: parameterValues[0], beta: parameterValues[1])
  }

  /// alpha, beta.
  public var parameterValues: [Double] { [alpha, beta] }

  /// The maximum likelihood fit.
  ///
  /// Data that spread no more than a geometric law have their maximum at
  /// infinite α and β: the fit is then that geometric law, written with
  /// α + β = 10³⁰, with `boundary` `.geometricLimit` and no standard errors.
  public static func fit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    try sample.validate()
    guard !sample.mayEndAtOnce else {
      throw .oneDistinctLength((sample.entered.first?.length ?? 0) + 1)
    }
    let limit = try geometricLimit(sample)
    let inner: Fit<Self>
    do throws(FitError) {
      inner = try maximumLikelihoodFit(
        sample, isSimplexTried: !limit.isUnimproved(on: sample))
    } catch {
      // A likelihood that rises towards the limit has no inner maximum.
      guard limit.isUnimproved(on: sample) else { throw error }
      return limit.fit
    }
    guard inner.logLikelihood > limit.fit.logLikelihood,
      inner.distribution.beta < 1e9
    else { return limit.fit }
    try requireEnding(
      alpha: inner.distribution.alpha, beta: inner.distribution.beta)
    return inner
  }

  /// The geometric fit as a beta-geometric law.
  private static func geometricLimit(
    _ sample: CensoredSample
  ) throws(FitError) -> SpreadlessLimit<Self> {
    let geometric = try Geometric.fit(sample)
    let p = geometric.distribution.p
    return try SpreadlessLimit(
      stop: p, go: 1 - p, of: geometric,
      boundary: .geometricLimit)
  }
}

/// Refuses α and β that run to 0, which end an answer at once or never.
func requireEnding(alpha: Double, beta: Double) throws(FitError) {
  guard alpha > 1e-6, beta > 1e-6 else {
    throw .notConverged(
      "α = \(alpha) and β = \(beta) run to 0, where answers end at once or "
        + "never; raise the cap")
  }
}

extension BetaGeometric: ScoredDistribution {
  static var family: Family { .betaGeometric }
  static var links: [Link] { [.log, .log] }

  var hasFiniteMean: Bool { alpha > 1 }

  /// A heavy tail around the hazard of the recorded lengths.
  static func start(for sample: CensoredSample) -> [Double] {
    let mean = sample.roughMoments().mean
    return [1.5, max(1.5 * (mean - 1), 0.1)]
  }

  /// log P(N = k) = log S(k) + log α − log(α + β + k − 1).
  func scoredLogMass(at length: Int) -> Scored {
    let total = alpha + beta + Double(length - 1)
    var score = scoredLogSurvival(at: length)
    score.value = logMass(at: length)
    score.gradient[0] += (beta + Double(length - 1)) / alpha / total
    score.gradient[1] -= 1 / total
    return score
  }

  /// ∂α = ψ(α + β) − ψ(α + β + k − 1), ∂β a mixed difference of ψ.
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > 1 else { return Scored(0) }
    let j = Double(length - 1)
    return Scored(
      logSurvival(at: length), -digammaDifference(alpha + beta, plus: j),
      -digammaMixedDifference(beta, alpha, j))
  }
}
