import NumericalMethods
import RealModule

/// The test that two laws are equally close to the truth.
///
/// With m = log f(y) − log g(y) over the n answers (log survivals where
/// censored),
///
///     z = (Σ m − c)/(√n ω),   ω² = Σ m²/n − (Σ m/n)²
///
/// is standard normal if neither law is closer to the truth and the two are
/// not the same there; z > 0 speaks for the first. c corrects for the number
/// of parameters.
///
/// It is for families of which neither contains the other. Nested ones, such
/// as the geometric within the negative binomial, have ω → 0 under the null:
/// use a likelihood-ratio test there.
///
/// Source: Q. H. Vuong, Econometrica 57, 307 (1989), doi:10.2307/1912557.
public struct VuongTest: Sendable, Hashable {
  /// c, how parameters are charged.
  public enum Correction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Not at all.
    case none
    /// As in AIC: p − q.
    case aic
    /// As in BIC: (p − q)(log n)/2.
    case bic
  }

  /// Σ m, the difference of the log-likelihoods.
  public var logLikelihoodRatio: Double
  /// ω².
  public var variance: Double
  /// c.
  public var penalty: Double
  /// n.
  public var count: Int

  /// The test of two fits to one table.
  ///
  /// - Throws: `LengthLawError.noAnswers`.
  public init(
    _ table: LifeTable, _ first: LengthFit<any LengthDistribution>,
    _ second: LengthFit<any LengthDistribution>, correction: Correction = .none
  ) throws(LengthLawError) {
    let excess = Double(first.parameterCount - second.parameterCount)
    let charge: Double =
      switch correction {
      case .none: 0
      case .aic: 1
      case .bic: Double.log(Double(table.count)) / 2
      }
    try self.init(
      table, first.distribution, second.distribution,
      penalty: excess == 0 ? 0 : excess * charge)
  }

  /// The test of two laws with a given c.
  ///
  /// - Throws: `LengthLawError.noAnswers`.
  public init(
    _ table: LifeTable, _ first: any LengthDistribution,
    _ second: any LengthDistribution, penalty: Double = 0
  ) throws(LengthLawError) {
    guard !table.isEmpty else { throw .noAnswers }
    var terms: [(value: Double, weight: Double)] = []
    for row in table.rows {
      if row.stopped > 0 {
        let value =
          first.logMass(at: row.length) - second.logMass(at: row.length)
        terms.append((value, Double(row.stopped)))
      }
      if row.censored > 0 {
        let value =
          first.logSurvival(at: row.length.next)
          - second.logSurvival(at: row.length.next)
        terms.append((value, Double(row.censored)))
      }
    }
    count = table.count
    self.penalty = penalty
    logLikelihoodRatio = terms.reduce(0) { $0 + $1.value * $1.weight }
    let mean = logLikelihoodRatio / Double(count)
    variance =
      terms.reduce(0) {
        let gap = $1.value - mean
        return $0 + gap * gap * $1.weight
      } / Double(count)
  }

  /// z; NaN where the laws agree on every answer.
  public var statistic: Double {
    // Below this the differences are rounding errors of the log masses.
    guard variance > 1e-24 else { return .nan }
    return (logLikelihoodRatio - penalty)
      / (Double(count) * variance).squareRoot()
  }

  /// The two-sided p-value; 1 where the laws agree on every answer.
  public var pValue: Double {
    let z = abs(statistic)
    return z.isNaN ? 1 : min(2 * Double.exp(logNormalSurvival(z)), 1)
  }
}
