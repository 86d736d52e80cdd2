import RealModule

/// What a fit costs: small is good.
public enum InformationCriterion: String, Sendable, Hashable, Codable,
  CaseIterable
{
  /// Akaike's, 2p − 2 log L.
  case aic
  /// Akaike's for small samples, AIC + 2p(p + 1)/(n − p − 1).
  case aicc
  /// Schwarz's, p log n − 2 log L.
  case bic
}

extension LengthFit {
  /// Akaike's information criterion for small samples.
  ///
  ///     AICc = AIC + 2p(p + 1)/(n − p − 1)
  ///
  /// `.infinity` for n ≤ p + 1, where so many parameters cannot be judged.
  ///
  /// Source: C. M. Hurvich and C.-L. Tsai, Biometrika 76, 297 (1989),
  /// doi:10.1093/biomet/76.2.297.
  public var aicc: Double {
    let p = Double(parameterCount)
    let spare = observations - p - 1
    return spare > 0 ? aic + 2 * p * (p + 1) / spare : .infinity
  }

  /// The value of a criterion.
  public func value(_ criterion: InformationCriterion) -> Double {
    switch criterion {
    case .aic: aic
    case .aicc: aicc
    case .bic: bic
    }
  }
}

extension InformationCriterion {
  /// Akaike weights, exp(−Δ/2) over their sum, with Δ the distance to the
  /// least value.
  ///
  /// Where all values are infinite the weights are equal.
  ///
  /// Source: K. P. Burnham and D. R. Anderson, *Model Selection and Multimodel
  /// Inference*, 2nd ed., § 2.9.
  public static func weights(_ values: [Double]) -> [Double] {
    guard let least = values.min() else { return [] }
    let raw = values.map {
      $0 == least ? 1 : Double.exp(-($0 - least) / 2)
    }
    let sum = raw.reduce(0, +)
    return raw.map { $0 / sum }
  }
}
