public import DecodeStatistics
import NumericalMethods
import RealModule

/// The backtests of value at risk, on which answers were longer than their
/// forecast quantiles: how many, and whether they come in clusters.
///
/// All p-values are asymptotic, from chi-square laws. Lengths are whole, so
/// where many answers lie *at* the quantile it is exceeded less often than
/// 1 − τ with good reason: then record whether a randomised residual
/// (`ProbabilityTransform`) exceeds τ, or see `QuantileCoverage`.
///
/// Sources: P. H. Kupiec, J. Derivatives 3, 73 (1995),
/// doi:10.3905/jod.1995.407942; P. F. Christoffersen, Int. Econ. Rev. 39, 841
/// (1998), doi:10.2307/2527341.
public struct ExceedanceBacktest: Sendable, Hashable, Codable {
  /// A likelihood-ratio statistic and its asymptotic law.
  public struct Test: Sendable, Hashable {
    /// The statistic.
    public var likelihoodRatio: Double
    /// The degrees of freedom of its chi-square law.
    public var degreesOfFreedom: Int

    /// P(χ² > statistic).
    public var pValue: Double {
      Double.exp(
        logChiSquareSurvival(
          likelihoodRatio, degrees: Double(degreesOfFreedom)))
    }
  }

  /// 1 − τ, in (0, 1): how often a right quantile is exceeded.
  public let probability: Double
  /// Answers seen.
  public private(set) var trials = 0
  /// Those longer than forecast.
  public private(set) var exceedances = 0
  /// How often a miss (1) or none (0) followed none or a miss: n₀₀, n₀₁, n₁₀
  /// and n₁₁, the first index being what came before.
  public private(set) var transitions = [0, 0, 0, 0]
  private var previous: Bool?

  /// No answers yet.
  ///
  /// - Parameter probability: 1 − τ, in (0, 1).
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public init(probability: Double) throws(LengthLawError) {
    try LengthLawError.require("probability", inUnit: probability)
    self.probability = probability
  }

  /// Counts the next answer in time.
  public mutating func record(isExceeded: Bool) {
    trials += 1
    exceedances += isExceeded ? 1 : 0
    if let previous {
      transitions[(previous ? 2 : 0) + (isExceeded ? 1 : 0)] += 1
    }
    previous = isExceeded
  }

  /// Kupiec's test that quantiles are exceeded with the right probability.
  public var unconditionalCoverage: Test {
    Self.unconditionalCoverage(
      exceedances: exceedances, trials: trials, probability: probability)
  }

  /// Christoffersen's test that a miss makes the next no more likely.
  public var independence: Test { Self.independence(transitions) }

  /// Both at once: the sum of the two statistics.
  public var conditionalCoverage: Test {
    Test(
      likelihoodRatio: unconditionalCoverage.likelihoodRatio
        + independence.likelihoodRatio, degreesOfFreedom: 2)
  }
}

extension ExceedanceBacktest {
  /// 2 [x log(x/(np)) + (n − x) log((n − x)/(n(1 − p)))].
  static func unconditionalCoverage(
    exceedances x: Int, trials n: Int, probability p: Double
  ) -> Test {
    let ratio =
      2 * (deviance(x, Double(n) * p) + deviance(n - x, Double(n) * (1 - p)))
    return Test(likelihoodRatio: ratio, degreesOfFreedom: 1)
  }

  /// 2 Σ nᵢⱼ log(nᵢⱼ n/(rᵢ cⱼ)), with sums of rows and of columns.
  static func independence(_ counts: [Int]) -> Test {
    let n = Double(counts.reduce(0, +))
    let rows = [counts[0] + counts[1], counts[2] + counts[3]]
    let columns = [counts[0] + counts[2], counts[1] + counts[3]]
    var ratio = 0.0
    for i in 0...1 {
      for j in 0...1 where rows[i] > 0 && columns[j] > 0 {
        ratio +=
          2
          * deviance(
            counts[2 * i + j], Double(rows[i]) / n * Double(columns[j]))
      }
    }
    return Test(likelihoodRatio: ratio, degreesOfFreedom: 1)
  }

  /// k log(k/E) + E − k; the linear parts add up to 0 over all cells.
  private static func deviance(_ count: Int, _ expected: Double) -> Double {
    let count = Double(count)
    guard count > 0 else { return expected }
    return NumericalMethods.deviance(
      count, mean: expected, difference: count - expected)
  }
}
