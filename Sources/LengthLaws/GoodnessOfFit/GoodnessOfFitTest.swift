/// The test that answers follow a law, or some law of a family, with p-values
/// by parametric bootstrap.
///
/// Each replicate is drawn from the (fitted) law, cut by the pattern of caps
/// that the table shows, and, if parameters were estimated, *fitted again*:
/// without that the p-values of a fitted law are far too large. A replicate
/// that cannot be fitted counts as exceeding, which can only raise p.
///
///     p = (1 + #{T* ≥ T})/(1 + B)
///
/// Source: W. Stute, W. González Manteiga and M. Presedo Quindimil, Metrika
/// 40, 243 (1993), doi:10.1007/BF02613687.
public struct GoodnessOfFitTest: Sendable {
  /// The fit, if the law was fitted.
  public var fit: Fit<any LengthDistribution>?
  /// The statistics of the table.
  public var statistics: DiscreteFitStatistics
  /// Those of the replicates; `nil` where a replicate could not be fitted.
  public var replicates: [DiscreteFitStatistics?]

  /// Replicates that could not be fitted.
  public var failureCount: Int { replicates.count { $0 == nil } }

  /// The p-value by one statistic.
  public func pValue(_ kind: DiscreteFitStatistics.Kind) -> Double {
    // Equal outcomes can differ in their last digits.
    let observed = statistics[kind] * (1 - 1e-10)
    let exceeding = replicates.count { $0.map { $0[kind] >= observed } ?? true }
    return Double(1 + exceeding) / Double(1 + replicates.count)
  }

  /// The test of a family, its parameters estimated.
  ///
  /// - Throws: `InferenceError.fit` if the family cannot be fitted, or as
  ///   `Bootstrap.map`.
  public static func run(
    _ table: LifeTable, family: Family, bootstrap: Bootstrap
  ) async throws(InferenceError) -> GoodnessOfFitTest {
    let fit: Fit<any LengthDistribution>
    do throws(FitError) {
      fit = try family.fit(table).requireMaximum()
    } catch {
      throw .fit(error)
    }
    let statistics = try DiscreteFitStatistics(
      table, against: fit.distribution)
    let source = Bootstrap.Source.law(
      fit.distribution, censoring: .asObserved(in: table))
    let replicates = try await bootstrap.map(table, from: source) { table in
      refitted(family, table)
    }
    return GoodnessOfFitTest(
      fit: fit, statistics: statistics, replicates: replicates)
  }

  private static func refitted(
    _ family: Family, _ table: LifeTable
  ) -> DiscreteFitStatistics? {
    guard let fit = try? family.fit(table) else { return nil }
    let law = fit.distribution
    return try? DiscreteFitStatistics(table, against: law)
  }

  /// The test of one law that owes nothing to the table.
  ///
  /// - Throws: `InferenceError.noAnswers`, or as `Bootstrap.map`.
  public static func run(
    _ table: LifeTable, law: any LengthDistribution, bootstrap: Bootstrap
  ) async throws(InferenceError) -> GoodnessOfFitTest {
    let statistics = try DiscreteFitStatistics(table, against: law)
    let source = Bootstrap.Source.law(
      law, censoring: .asObserved(in: table))
    let replicates = try await bootstrap.map(table, from: source) { table in
      try? DiscreteFitStatistics(table, against: law)
    }
    return GoodnessOfFitTest(
      fit: nil, statistics: statistics, replicates: replicates)
  }
}
