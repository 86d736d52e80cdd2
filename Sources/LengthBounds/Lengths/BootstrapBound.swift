public import LengthLaws
import NumericalMethods
import RealModule

extension LifeTable {
  /// The approximate upper confidence bound for the q-quantile of N, by a
  /// parametric bootstrap of a family.
  ///
  /// Tables as large are drawn from the fitted law, cut as the answers were
  /// (`CensoringPattern.asObserved`), and fitted again. The bound is the upper
  /// end of the percentile interval corrected for bias and skewness (BCa),
  /// with the acceleration by the jackknife, and never less than the plug-in
  /// quantile. Quantiles are made continuous for that by taking log S as
  /// linear between lengths. A replicate that cannot be fitted counts as
  /// longer than every other.
  ///
  /// Assumption: the answers are independent draws from one law of the family,
  /// and caps do not depend on the length; coverage is right in the limit of
  /// many answers only. `Docs/Validation.md` has it for few.
  ///
  /// The cost is that of as many fits as there are replicates and distinct
  /// lengths together.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - level: q in (0, 1).
  ///   - confidence: In [½, 1).
  ///   - replicates: How many; some ten in the upper tail, so 999 for a
  ///     confidence of 0.99.
  ///   - seed: All randomness follows from it.
  /// - Returns: The bound. `requiredObservations` is the number of
  ///   parameters: fewer answers do not determine them.
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `confidenceBelowHalf`,
  ///   `noAnswers`, `inference` if the fit fails or replicates are too few
  ///   for the confidence.
  ///
  /// Source: B. Efron, JASA 82, 171 (1987),
  /// doi:10.1080/01621459.1987.10478410.
  public func bootstrapBound(
    family: Family, level: Double, confidence: Double,
    replicates: Int = 999, seed: UInt64 = 1
  ) throws(BoundError) -> Bound {
    try requireUpper(level, confidence)
    let least = max(1 / (1 - confidence) - 1, 1).rounded(.up)
    guard Double(replicates) >= least - 1e-6 else {
      throw .law(
        .countOutOfRange(
          name: "replicates", value: replicates,
          accepted: "at least \(Int(exactly: least) ?? .max)"))
    }
    let law: any LengthDistribution
    do throws(LengthLawError) {
      law = try family.fit(self).requireMaximum().distribution
    } catch {
      throw .law(error)
    }
    let plugIn = law.quantile(level)
    var reach = Double(plugIn)
    if confidence > 0.5, plugIn < .max {
      do throws(LengthLawError) {
        reach = try upperEnd(
          of: law, family, level, confidence, replicates, seed)
      } catch {
        throw .law(error)
      }
    }
    // A bound beyond 2⁶² is none.
    let tokens =
      reach < 0x1p62
      ? max(Int((reach * (1 - 1e-12)).rounded(.up)), plugIn) : .max
    return Bound(
      level: level, confidence: confidence, kind: .approximateConfidenceBound,
      method: .bootstrap, family: family,
      limit: Bound.Limit(tokens), rank: nil, observations: count,
      requiredObservations: family.parameterNames.count)
  }

  /// The upper end of the BCa interval; infinite or NaN if there is none.
  private func upperEnd(
    of law: any LengthDistribution, _ family: Family, _ level: Double,
    _ confidence: Double, _ replicates: Int, _ seed: UInt64
  ) throws(LengthLawError) -> Double {
    func estimate(_ table: LifeTable) -> Double? {
      (try? family.fit(table))?.distribution.continuousQuantile(level)
    }
    let result = BootstrapResult(
      estimate: law.continuousQuantile(level),
      replicates: (0..<replicates).map {
        estimate(replicate(of: law, index: $0, seed: seed)) ?? .infinity
      })
    let interval = try result.bcaInterval(
      level: 2 * confidence - 1,
      acceleration: jackknifeAcceleration(of: estimate) ?? 0)
    return interval.upper ?? .infinity
  }
}

extension LengthDistribution {
  /// The x with S(x + 1) = 1 − level, log S taken as linear between lengths;
  /// infinite where there is no quantile.
  fileprivate func continuousQuantile(_ level: Double) -> Double {
    let quantile = quantile(level)
    guard quantile < .max else { return .infinity }
    let before = logSurvival(at: quantile)
    let beyond = logSurvival(at: quantile + 1)
    guard beyond > -.infinity, before > beyond else { return Double(quantile) }
    let share = (before - Double.log(1 - level)) / (before - beyond)
    return Double(quantile - 1) + min(max(share, 0), 1)
  }
}
