/// The law of Yule and Simon, a power law from the start.
///
///     P(N = k) = ρ B(k, ρ + 1),   S(k) = (k − 1) B(k − 1, ρ + 1) for k > 1
///
/// with B the beta function; the tail falls as k^{−ρ}. It is the
/// beta-geometric law with α = ρ and β = 1, whose hazard ρ/(ρ + k) is one half
/// at position ρ.
///
/// Source: H. A. Simon, Biometrika 42, 425 (1955),
/// doi:10.1093/biomet/42.3-4.425.
public struct YuleSimon: LengthDistribution, Hashable {
  /// ρ in (0, ∞]; at infinity every answer has one token.
  public let rho: Double

  /// The same law, where ρ is finite.
  let law: BetaGeometric?

  /// A law with tail power ρ.
  ///
  /// - Throws: `LengthLawError` unless 0 < ρ ≤ ∞.
  public init(rho: Double) throws(LengthLawError) {
    guard rho > 0 else {
      throw LengthLawError("rho", rho, accepted: "a number above 0")
    }
    self.rho = rho
    law = rho < .infinity ? try BetaGeometric(alpha: rho, beta: 1) : nil
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    law?.logMass(at: length) ?? (length == 1 ? 0 : -.infinity)
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    law?.logSurvival(at: length) ?? (length <= 1 ? 0 : -.infinity)
  }

  /// S(k), as in the curve.
  public func survival(at length: Int) -> Double {
    law?.survival(at: length) ?? (length <= 1 ? 1 : 0)
  }

  /// S(1), …, S(n), by recurrence.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    return law?.survivalCurve(through: length)
      ?? (1...length).map { $0 == 1 ? 1 : 0 }
  }

  /// ρ/(ρ − 1), or `.infinity` for ρ ≤ 1.
  public var mean: Double { law?.mean ?? 1 }

  /// ρ²/((ρ − 1)²(ρ − 2)), `.infinity` for 1 < ρ ≤ 2 and NaN where the mean is
  /// infinite.
  public var variance: Double { law?.variance ?? 0 }
}
