import DecodeStatistics
public import LengthLaws
import NumericalMethods
import RealModule

/// Whether residuals are uniform on (0, 1), as those of right forecasts are.
public struct UniformityTest: Sendable, Hashable {
  /// Residuals tested.
  public let count: Int
  /// Equal parts of (0, 1) that they were counted in.
  public let bins: Int
  /// Σ (O − n/bins)²/(n/bins).
  public let pearson: Double
  /// The greatest distance of their distribution from the uniform one.
  public let deviation: Double

  /// The test of residuals such as `ProbabilityTransform.randomised(seed:)`.
  ///
  /// - Parameters:
  ///   - residuals: Numbers in 0...1.
  ///   - bins: How many parts to count them in, at least 2.
  /// - Throws: `LengthLawError.countOutOfRange` for fewer bins, `noAnswers` without
  ///   residuals, `probabilityOutOfRange` for one outside 0...1.
  public init(_ residuals: [Double], bins: Int = 10) throws(LengthLawError) {
    guard bins >= 2 else {
      throw .countOutOfRange(name: "bins", value: bins, accepted: "at least 2")
    }
    guard !residuals.isEmpty else { throw .noAnswers }
    for residual in residuals where !(0...1 ~= residual) {
      throw .probabilityOutOfRange(name: "residual", value: residual)
    }
    let n = Double(residuals.count)
    var counts = [Int](repeating: 0, count: bins)
    var deviation = 0.0
    for (index, residual) in residuals.sorted().enumerated() {
      counts[min(Int(residual * Double(bins)), bins - 1)] += 1
      deviation = max(
        deviation, residual - Double(index) / n,
        Double(index + 1) / n - residual)
    }
    let expected = n / Double(bins)
    pearson = counts.reduce(0) {
      let gap = Double($1) - expected
      return $0 + gap * gap / expected
    }
    count = residuals.count
    self.bins = bins
    self.deviation = deviation
  }

  /// The asymptotic p-value of `pearson`, chi-square with bins − 1 degrees of
  /// freedom; good from about five residuals a bin.
  public var pearsonPValue: Double {
    Double.exp(logChiSquareSurvival(pearson, degrees: Double(bins - 1)))
  }

  /// A p-value of `deviation` that holds for every number of residuals:
  /// min(1, 2 exp(−2n D²)).
  ///
  /// Source: P. Massart, Ann. Probab. 18, 1269 (1990),
  /// doi:10.1214/aop/1176990746.
  public var deviationPValue: Double {
    min(1, 2 * Double.exp(-2 * Double(count) * deviation * deviation))
  }
}

extension ProbabilityTransform {
  /// A p-value for the uniformity of the residuals that does not hang on one
  /// draw: twice the mean of `UniformityTest.deviationPValue` over several.
  ///
  /// It belongs to the non-randomised histogram as the single test belongs to
  /// the randomised residuals. Twice a mean of p-values is one, however they
  /// depend on each other.
  ///
  /// - Parameters:
  ///   - seed: The result depends on it and on the residuals alone.
  ///   - draws: How many to average over, at least 1.
  /// - Returns: The p-value, at most 1.
  /// - Throws: `LengthLawError.countOutOfRange` without draws, `noAnswers`.
  ///
  /// Source: V. Vovk and R. Wang, Biometrika 107, 791 (2020),
  /// doi:10.1093/biomet/asaa027.
  public func averagedPValue(
    seed: UInt64, draws: Int = 20
  ) throws(LengthLawError) -> Double {
    guard draws >= 1 else {
      throw .countOutOfRange(
        name: "draws", value: draws, accepted: "at least 1")
    }
    var sum = 0.0
    for draw in 0..<draws {
      let residuals = randomised(seed: mixedBits(seed: seed, index: draw))
      sum += try UniformityTest(residuals).deviationPValue
    }
    return min(2 * sum / Double(draws), 1)
  }
}
