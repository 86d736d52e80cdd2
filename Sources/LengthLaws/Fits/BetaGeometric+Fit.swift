import NumericalMethods
import RealModule

extension BetaGeometric: FittableDistribution {
  /// alpha, beta.
  public static var parameterNames: [String] { ["alpha", "beta"] }

  /// The law with the parameters α and β.
  public init(parameterValues: [Double]) throws(LengthLawError) {
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
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.validate()
    guard !sample.mayEndAtOnce else {
      throw .oneDistinctLength((sample.entered.first?.length ?? 0) + 1)
    }
    let terms = FitTerms(sample)
    let limit = try geometricLimit(sample)
    let inner: LengthFit<Self>
    do throws(LengthLawError) {
      inner = try innerFit(sample, terms, limit)
    } catch {
      // A likelihood that rises towards the limit has no inner maximum.
      guard limit.isUnimproved(on: terms) else { throw error }
      return limit.fit
    }
    guard inner.logLikelihood > limit.fit.logLikelihood else {
      return limit.fit
    }
    try requireEnding(
      alpha: inner.distribution.alpha, beta: inner.distribution.beta)
    return inner
  }

  /// The maximum at finite α.
  private static func innerFit(
    _ sample: CensoredSample, _ terms: FitTerms, _ limit: SpreadlessLimit<Self>
  ) throws(LengthLawError) -> LengthFit<Self> {
    let start = hazardStart(terms) ?? start(for: sample)
    func search(_ ceiling: Double) throws(LengthLawError) -> LengthFit<Self> {
      try maximumLikelihoodFit(
        sample, from: start.map { Double.log($0) }, terms: terms,
        ceiling: SIMD4(ceiling, 40, .infinity, .infinity))
    }
    do throws(LengthLawError) {
      return try search(10)
    } catch {
      // Where the limit is a maximum, a search that has come far goes there.
      // Beyond α = 10⁹ the law is geometric to every digit.
      guard !limit.isUnimproved(on: terms) else { throw error }
      return try search(20.7)
    }
  }

  /// The geometric fit as a beta-geometric law.
  private static func geometricLimit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> SpreadlessLimit<Self> {
    let geometric = try Geometric.fit(sample)
    let p = geometric.distribution.p
    return try SpreadlessLimit(
      stop: p, go: 1 - p, of: geometric,
      boundary: .geometricLimit)
  }
}

/// Refuses α and β that run to 0, which end an answer at once or never.
func requireEnding(alpha: Double, beta: Double) throws(LengthLawError) {
  guard alpha > 1e-6, beta > 1e-6 else {
    throw .noMaximum(
      "α = \(alpha) and β = \(beta) run to 0, where answers end at once or "
        + "never; raise the cap")
  }
}

extension BetaGeometric: ScoredDistribution {
  package static var family: Family { .betaGeometric }
  package static var links: [Link] { [.log, .log] }

  package var hasFiniteMean: Bool { alpha > 1 }

  /// By moments of J = N − 1, whose variance is E[J](1 + E[J])α/(α − 2).
  package static func start(for sample: CensoredSample) -> [Double] {
    let (recorded, variance) = sample.roughMoments()
    let mean = max(recorded - 1, 0.05)
    let ratio = variance / mean / (1 + mean)
    let alpha = ratio > 1 ? min(max(2 * ratio / (ratio - 1), 2.5), 20) : 20
    return [alpha, mean * (alpha - 1)]
  }

  /// log P(N = k) = log S(k) + log α − log(α + β + k − 1).
  package func curvedLogMass(at length: Int) -> Curved {
    var curved = survivalBends(at: length)
    let share = 1 / (alpha + beta + Double(length - 1))
    curved.value = logMass(at: length)
    curved.gradient += SIMD4(1 / alpha - share, -share, 0, 0)
    curved.diagonal += SIMD4(
      share * share - 1 / alpha / alpha, share * share, 0, 0)
    curved.mixed.x += share * share
    return curved.inLogarithms(of: SIMD4(alpha, beta, 1, 1))
  }

  /// ∂α = ψ(α + β) − ψ(α + β + k − 1), ∂β a mixed difference of ψ.
  package func curvedLogSurvival(at length: Int) -> Curved {
    survivalBends(at: length).inLogarithms(of: SIMD4(alpha, beta, 1, 1))
  }

  /// log S(k) with its derivatives in α and β.
  private func survivalBends(at length: Int) -> Curved {
    guard length > 1 else { return Curved(0) }
    let j = Double(length - 1)
    let (go, all) = (
      PolygammaSums(beta, plus: j), PolygammaSums(alpha + beta, plus: j)
    )
    return Curved(
      logSurvival(at: length),
      slopes: (-all.first, -digammaMixedDifference(beta, alpha, j)),
      bends: (all.second, all.second - go.second), mixed: all.second)
  }
}
