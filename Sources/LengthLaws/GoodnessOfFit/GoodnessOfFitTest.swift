import NumericalMethods

/// The test that answers follow some law of a family, with p-values by
/// parametric bootstrap, and what the same replicates say of the fitted law.
///
/// Each replicate is drawn from the fitted law, cut by the pattern of caps
/// that the table shows, and *fitted again*: without that the p-values of a
/// fitted law are far too large. A replicate that cannot be fitted counts as
/// exceeding, which can only raise p.
///
///     p = (1 + #{T* ≥ T})/(1 + B)
///
/// It costs as much as B fits.
///
/// Source: W. Stute, W. González Manteiga and M. Presedo Quindimil, Metrika
/// 40, 243 (1993), doi:10.1007/BF02613687.
public struct GoodnessOfFitTest: Sendable {
  /// A sample from the fitted law, fitted again.
  public struct Replicate: Sendable {
    /// The statistics of the sample against its own fit.
    public var statistics: DiscreteFitStatistics
    /// Its fit.
    public var distribution: any LengthDistribution
  }

  /// The fit to the table.
  public let fit: LengthFit<any LengthDistribution>
  /// The statistics of the table.
  public let statistics: DiscreteFitStatistics
  /// The replicates; `nil` where one could not be fitted.
  public let replicates: [Replicate?]

  /// Tests a family.
  ///
  /// - Parameters:
  ///   - table: The answers.
  ///   - family: What is fitted to them.
  ///   - replicates: B, at least 1.
  ///   - seed: The result depends on it and on the other arguments alone.
  /// - Throws: `LengthLawError`: `countOutOfRange`, why the family cannot be
  ///   fitted, `lengthTooLong`.
  public init(
    _ table: LifeTable, family: Family, replicates: Int = 199,
    seed: UInt64 = 1
  ) throws(LengthLawError) {
    guard replicates >= 1 else {
      throw .countOutOfRange(
        name: "replicates", value: replicates, accepted: "at least 1")
    }
    fit = try family.fit(table).requireMaximum()
    let law = fit.distribution
    statistics = try DiscreteFitStatistics(table, against: law)
    self.replicates = (0..<replicates).map { index in
      let sample = table.replicate(of: law, index: index, seed: seed)
      guard let law = try? family.fit(sample).distribution,
        let statistics = try? DiscreteFitStatistics(sample, against: law)
      else { return nil }
      return Replicate(statistics: statistics, distribution: law)
    }
  }

  /// Replicates that could not be fitted.
  public var failureCount: Int { replicates.count { $0 == nil } }

  /// The p-value by one statistic.
  public func pValue(_ kind: DiscreteFitStatistics.Kind) -> Double {
    // Equal outcomes can differ in their last digits.
    let observed = statistics[kind] * (1 - 1e-10)
    let exceeding = replicates.count {
      $0.map { $0.statistics[kind] >= observed } ?? true
    }
    return Double(1 + exceeding) / Double(1 + replicates.count)
  }

  /// The percentile interval of any quantity of the fitted law, such as a
  /// quantile or a mean; approximate, and only if the family is right.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - quantity: A number of each law; infinite ones count as such.
  /// - Returns: The interval, open above where its end is infinite.
  /// - Throws: `LengthLawError` for other levels, or without replicates.
  public func interval(
    level: Double, of quantity: (any LengthDistribution) -> Double
  ) throws(LengthLawError) -> ConfidenceInterval {
    let result = BootstrapResult(
      estimate: quantity(fit.distribution),
      replicates: replicates.map { $0.map { quantity($0.distribution) } })
    var interval = try result.percentileInterval(level: level)
    if interval.upper == .infinity { interval.upper = nil }
    return interval
  }
}
