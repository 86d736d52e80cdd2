public import LengthLaws
import NumericalMethods
import RealModule

extension LifeTable {
  /// The approximate upper confidence bound for the q-quantile of N, by the
  /// profile likelihood of a family.
  ///
  /// It is the largest quantile among the laws that the likelihood ratio does
  /// not refuse,
  ///
  ///     max { Q_q(θ) : 2 [log L(θ̂) − log L(θ)] ≤ z² },  z = Φ⁻¹(confidence),
  ///
  /// which follows a lopsided likelihood and is the same in whatever form the
  /// parameters are written. Right-censored answers enter as such.
  ///
  /// Assumption: the answers are independent draws from one law of the family,
  /// and caps do not depend on the length; coverage is right in the limit of
  /// many answers only. `Docs/Validation.md` has it for few.
  ///
  /// The cost is that of ten to thirty fits.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - level: q in (0, 1).
  ///   - confidence: In [½, 1).
  /// - Returns: The bound, unbounded where the likelihood refuses no long
  ///   tail. `requiredObservations` is the number of parameters: fewer answers
  ///   do not determine them.
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `confidenceBelowHalf`,
  ///   `noAnswers`, `inference` if a fit fails.
  ///
  /// Source: D. R. Cox and D. V. Hinkley, *Theoretical Statistics*, § 9.3;
  /// S. S. Wilks, Ann. Math. Statist. 9, 60 (1938),
  /// doi:10.1214/aoms/1177732360.
  public func profileLikelihoodBound(
    family: Family, level: Double, confidence: Double
  ) throws(BoundError) -> Bound {
    try requireUpper(level, confidence)
    let profile = try ReachProfile(
      family, CensoredSample(self), confidence: confidence)
    return Bound(
      level: level, confidence: confidence, kind: .approximateConfidenceBound,
      method: .profileLikelihood, family: family,
      limit: Bound.Limit(try profile.largestQuantile(level)),
      rank: nil, observations: count,
      requiredObservations: family.parameterNames.count)
  }

  /// Refuses what a method that bounds from above only cannot do.
  func requireUpper(
    _ level: Double, _ confidence: Double
  ) throws(BoundError) {
    try BoundError.require(level: level, confidence: confidence)
    guard confidence >= 0.5 else { throw .confidenceBelowHalf(confidence) }
    guard !isEmpty else { throw .noAnswers }
  }
}

/// How far the tail of a law may reach within a likelihood region.
///
/// The law of the region with the greatest P(N > k) maximises
///
///     log L(θ) + λ log P(N > k)
///
/// for the λ at which its deviance is the limit: it is the maximum likelihood
/// fit to the sample with λ further answers censored at k. So every family's
/// own fit does the work, on its boundaries as well.
struct ReachProfile {
  let family: Family
  let sample: CensoredSample
  let fitted: any LengthDistribution
  let maximum: Double
  /// √deviance at the edge of the region.
  let radius: Double

  init(
    _ family: Family, _ sample: CensoredSample, confidence: Double
  ) throws(BoundError) {
    self.family = family
    self.sample = sample
    do throws(LengthLawError) {
      fitted = try family.fit(sample).requireMaximum().distribution
    } catch {
      throw .law(error)
    }
    maximum = fitted.logLikelihood(of: sample)
    radius = max(normalUpperQuantile(logTail: Double.log(1 - confidence)), 0)
  }

  /// The largest q-quantile in the region; `Int.max` if there is none.
  ///
  /// The law that reaches farthest beyond one quantile has a larger one, until
  /// no law has more than 1 − q beyond it: then that is the largest.
  func largestQuantile(_ level: Double) throws(BoundError) -> Int {
    var quantile = fitted.quantile(level)
    guard radius > 0 else { return quantile }
    var weight = sample.weight.squareRoot()
    for _ in 0..<100 {
      guard quantile < .max - 1,
        let law = try farthest(beyond: quantile, &weight)
      else { return .max }
      let next = law.quantile(level)
      guard next > quantile else { return quantile }
      quantile = next
    }
    throw .law(.notConverged("the largest quantile of the region"))
  }

  /// The law of the region with the greatest P(N > length).
  ///
  /// It is `nil` if P(N > length) comes as near to 1 as one likes. `weight` is
  /// λ, where the search starts and where it ends.
  private func farthest(
    beyond length: Int, _ weight: inout Double
  ) throws(BoundError) -> (any LengthDistribution)? {
    var inside: (log: Double, excess: Double, law: any LengthDistribution)?
    var outside: (log: Double, excess: Double)?
    // √deviance is about linear in λ near the fit and in log λ far off; the
    // side that stays twice in a row is drawn nearer, as Illinois has it.
    var log = Double.log(weight)
    for _ in 0..<200 {
      let law = try tilted(beyond: length, Double.exp(log))
      let deviance = 2 * (maximum - law.logLikelihood(of: sample))
      let excess = max(deviance, 0).squareRoot() - radius
      guard !excess.isNaN else {
        throw .law(.notConverged("the likelihood is not a number"))
      }
      if abs(excess) <= 1e-9 * radius {
        weight = Double.exp(log)
        return law
      }
      if excess < 0 {
        if inside != nil { outside?.excess /= 2 }
        inside = (log, excess, law)
      } else {
        if outside != nil { inside?.excess /= 2 }
        outside = (log, excess)
      }
      switch (inside, outside) {
      case (let inside?, let outside?):
        if outside.log - inside.log <= 1e-12 {
          weight = Double.exp(inside.log)
          return inside.law
        }
        let share = inside.excess / (inside.excess - outside.excess)
        log = inside.log + share * (outside.log - inside.log)
      case (_?, nil):
        // As if √deviance were proportional to λ, within reason.
        guard log < 60 else { return nil }
        log += min(
          max(Double.log(radius / (excess + radius)) + 0.1, 0.1), 3)
      case (nil, _):
        guard log > -600 else {
          throw .law(.notConverged("no law lies within the region"))
        }
        log -= min(Double.log((excess + radius) / radius) + 0.1, 3)
      }
    }
    throw .law(.notConverged("the weight of the tail"))
  }

  private func tilted(
    beyond length: Int, _ weight: Double
  ) throws(BoundError) -> any LengthDistribution {
    var sample = sample
    sample.censored.append(
      CensoredSample.Term(length: length, weight: weight))
    do throws(LengthLawError) {
      return try family.fit(sample).distribution
    } catch {
      throw .law(error)
    }
  }
}
