public import LengthLaws
import NumericalMethods
import RealModule

/// One number for a law, by how much its bad outcomes count.
///
/// All of them are in the unit of the amount itself, grow with it, and rise
/// by a where a is added to it. All but value at risk and expectiles below ½
/// are also subadditive, the entropic one only for independent amounts: two
/// requests together are no more risky than one and one.
public enum RiskMeasure: Sendable, Hashable, Codable {
  /// E[X].
  case mean

  /// The q-quantile, q in (0, 1).
  case valueAtRisk(level: Double)

  /// The mean of the worst 1 − q, q in [0, 1), with the atom at the quantile
  /// split as it must be:
  ///
  ///     CVaR_q = min_x x + E[(X − x)⁺]/(1 − q) = x_q + E[(X − x_q)⁺]/(1 − q)
  ///
  /// Source: C. Acerbi and D. Tasche, J. Banking Finance 26, 1487 (2002),
  /// doi:10.1016/S0378-4266(02)00283-2; R. T. Rockafellar and S. Uryasev,
  /// J. Risk 2, 21 (2000), doi:10.21314/JOR.2000.038.
  case conditionalValueAtRisk(level: Double)

  /// (E[X] + β·CVaR_q)/(1 + β), β ≥ 0: a time like the others, to be compared
  /// with a budget.
  case meanPlusCVaR(weight: Double, level: Double)

  /// (1/θ) log E[e^{θX}], with the aversion θ > 0 in the inverse unit of X;
  /// infinite where the moment diverges.
  ///
  /// Source: H. Föllmer and A. Schied, Finance Stoch. 6, 429 (2002),
  /// doi:10.1007/s007800200072.
  case entropic(aversion: Double)

  /// The e with τ E[(X − e)⁺] = (1 − τ) E[(e − X)⁺], τ in (0, 1); the mean
  /// at τ = ½, and subadditive from there on.
  ///
  /// Source: W. K. Newey and J. L. Powell, Econometrica 55, 819 (1987),
  /// doi:10.2307/1911031; F. Bellini et al., Insurance Math. Econ. 54, 41
  /// (2014), doi:10.1016/j.insmatheco.2013.10.015.
  case expectile(level: Double)

  /// ∫ φ(u) x_u du, the quantiles weighted by a spectrum.
  ///
  /// Source: C. Acerbi, J. Banking Finance 26, 1505 (2002),
  /// doi:10.1016/S0378-4266(02)00281-9.
  case spectral(RiskSpectrum)
}

extension RiskMeasure {
  /// The measure of a law.
  ///
  /// - Parameter law: The law of the amount.
  /// - Returns: The risk, in the amount's unit; infinite where it diverges.
  /// - Throws: `DecodeTimeError` for a level, weight or aversion out of range.
  public func callAsFunction(
    _ law: some RiskLaw
  ) throws(DecodeTimeError) -> Double {
    try validate()
    switch self {
    case .mean:
      return law.mean
    case .valueAtRisk(let level):
      return law.quantile(level)
    case .conditionalValueAtRisk(let level):
      return law.conditionalValueAtRisk(level)
    case .meanPlusCVaR(let weight, let level):
      // A spread that is infinite counts for nothing at weight 0.
      return weight > 0
        ? law.mean / (1 + weight)
          + weight / (1 + weight) * law.conditionalValueAtRisk(level)
        : law.mean
    case .entropic(let aversion):
      return law.logMoment(aversion) / aversion
    case .expectile(let level):
      return law.expectile(level)
    case .spectral(let spectrum):
      return law.distortedMean(spectrum.distortion)
    }
  }

  /// The measure of an amount to which a constant is added.
  ///
  /// - Parameters:
  ///   - law: The law of the amount.
  ///   - constant: What is added, such as a known prefill.
  /// - Returns: The risk of the sum.
  /// - Throws: `DecodeTimeError` as for the law alone.
  public func callAsFunction(
    _ law: some RiskLaw, plus constant: Double
  ) throws(DecodeTimeError) -> Double {
    try self(law) + constant
  }

  /// The measure of the latent length N, in tokens.
  ///
  /// - Parameter lengths: The law of N. Where part of it lies at infinity,
  ///   beyond what censoring lets one see, so does every measure that counts
  ///   that part.
  /// - Returns: The risk in tokens.
  /// - Throws: `DecodeTimeError` as for any law.
  public func callAsFunction(
    lengths: some LengthDistribution
  ) throws(DecodeTimeError) -> Double {
    try self(LengthRisk(lengths: lengths))
  }

  private func validate() throws(DecodeTimeError) {
    switch self {
    case .mean:
      break
    case .spectral(let spectrum):
      try spectrum.validate()
    case .valueAtRisk(let level), .expectile(let level):
      try DecodeTimeError.require(
        level > 0 && level < 1, "level", level, "(0, 1)")
    case .conditionalValueAtRisk(let level):
      try DecodeTimeError.require(
        level >= 0 && level < 1, "level", level, "[0, 1)")
    case .meanPlusCVaR(let weight, let level):
      try DecodeTimeError.require(
        level >= 0 && level < 1, "level", level, "[0, 1)")
      try DecodeTimeError.require(
        weight >= 0 && weight < .infinity, "weight", weight, "[0, ∞)")
    case .entropic(let aversion):
      try DecodeTimeError.require(
        aversion > 0 && aversion < .infinity, "aversion", aversion, "(0, ∞)")
    }
  }
}

extension RiskLaw {
  fileprivate func conditionalValueAtRisk(_ level: Double) -> Double {
    guard level > 0 else { return mean }
    let quantile = quantile(level)
    return quantile < .infinity
      ? quantile + expectedExcess(over: quantile) / (1 - level) : quantile
  }

  /// The root of e − E[X] = E[(X − e)⁺] (2τ − 1)/(1 − τ), whose right side is
  /// falling in e for τ ≥ ½; for τ < ½ both sides rise, the left one faster.
  fileprivate func expectile(_ level: Double) -> Double {
    let mean = mean
    guard mean < .infinity, level != 0.5 else { return mean }
    let factor = (2 * level - 1) / (1 - level)
    func balance(_ point: Double) -> Double {
      point - mean - factor * expectedExcess(over: point)
    }
    // The mean is on one side of the root; the other end is 0, or as far as
    // the excess at the mean can push.
    let low = level < 0.5 ? 0 : mean
    let high =
      level < 0.5 ? mean : mean + factor * expectedExcess(over: mean)
    guard low < high else { return mean }
    // Without a root, the end that no expectile exceeds.
    return (try? brentRoot(in: low...high, balance)) ?? high
  }
}
