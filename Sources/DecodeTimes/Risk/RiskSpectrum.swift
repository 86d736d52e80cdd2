import RealModule

/// How much each level of quantile counts in a spectral risk measure: a
/// non-decreasing density φ on [0, 1].
///
/// It is kept as the distortion g(s) = ∫_{1−s}^1 φ(u) du, the weight of the
/// worst share s, with which the measure is ∫ g(P(X > x)) dx.
public enum RiskSpectrum: Sendable, Hashable, Codable {
  /// A mixture of conditional values at risk, Σ wᵢ·CVaR at levels qᵢ in
  /// [0, 1): every spectrum that is constant between levels. The weights are
  /// taken in proportion.
  case mixture([Component])

  /// φ(u) = κ e^{−κ(1 − u)}/(1 − e^{−κ}) with the aversion κ > 0.
  case exponential(aversion: Double)

  /// φ(u) = γ u^{γ − 1} with γ ≥ 1: the mean of the largest of γ draws.
  case power(exponent: Double)

  /// One level of a mixture, with its weight.
  public struct Component: Sendable, Hashable, Codable {
    /// q, in [0, 1).
    public var level: Double
    /// w > 0, finite.
    public var weight: Double

    /// A level with its weight.
    public init(level: Double, weight: Double) {
      self.level = level
      self.weight = weight
    }
  }

  func validate() throws(DecodeTimeError) {
    switch self {
    case .mixture(let components):
      try DecodeTimeError.require(
        !components.isEmpty, "number of levels", 0, "[1, ∞)")
      for part in components {
        try DecodeTimeError.require(
          part.level >= 0 && part.level < 1, "level", part.level, "[0, 1)")
        try DecodeTimeError.require(
          part.weight > 0 && part.weight < .infinity, "weight", part.weight,
          "(0, ∞)")
      }
      let total = components.reduce(0) { $0 + $1.weight }
      try DecodeTimeError.require(
        total < .infinity, "sum of weights", total, "(0, ∞)")
    case .exponential(let aversion):
      try DecodeTimeError.require(
        aversion > 0 && aversion < .infinity, "aversion", aversion, "(0, ∞)")
    case .power(let exponent):
      try DecodeTimeError.require(
        exponent >= 1 && exponent < .infinity, "exponent", exponent, "[1, ∞)")
    }
  }

  /// g(s), the weight of the worst share s.
  func distortion(_ share: Double) -> Double {
    switch self {
    case .mixture(let components):
      let total = components.reduce(0) { $0 + $1.weight }
      return components.reduce(0) {
        $0 + $1.weight / total * min(share / (1 - $1.level), 1)
      }
    case .exponential(let aversion):
      return Double.expMinusOne(-aversion * share)
        / Double.expMinusOne(-aversion)
    case .power(let exponent):
      return -Double.expMinusOne(
        exponent * Double.log(onePlus: -min(share, 1)))
    }
  }
}
