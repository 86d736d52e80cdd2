import DecodeStatistics

/// A way to get a law from a small task.
enum Method: String, CaseIterable {
  case kaplanMeier = "Kaplan–Meier"
  case plain = "best of 14 families by AIC"
  case corrected = "best of 14 families by AICc"
  case logNormal = "discreteLogNormal"
  case negativeBinomial = "negativeBinomial"
  case hazardSpline = "hazard spline"
}

/// The laws of all methods from one task.
struct FittedMethods {
  private(set) var laws: [Method: any LengthDistribution] = [:]
  /// The methods that could not be fitted; they take the best family instead,
  /// and that the Kaplan–Meier estimate.
  private(set) var failed: Set<Method> = []

  init(_ table: LifeTable) throws {
    let estimate = try KaplanMeier(table)
    let ranking = table.rankFamilies(by: .aic)
    let best = ranking.bestFit?.distribution ?? estimate
    for method in Method.allCases {
      let law = law(method, table, ranking)
      if law == nil { failed.insert(method) }
      laws[method] = law ?? (method == .plain ? estimate : best)
    }
    laws[.kaplanMeier] = estimate
  }

  private func law(
    _ method: Method, _ table: LifeTable, _ ranking: FamilyRanking
  ) -> (any LengthDistribution)? {
    func ranked(_ family: Family) -> (any LengthDistribution)? {
      ranking.entries.first { $0.fit.family == family }?.fit.distribution
    }
    switch method {
    case .kaplanMeier: return try? KaplanMeier(table)
    case .plain: return ranking.bestFit?.distribution
    case .corrected:
      return FamilyRanking(
        fits: ranking.entries.map(\.fit), by: .aicc
      ).bestFit?.distribution
    case .logNormal: return ranked(.discreteLogNormal)
    case .negativeBinomial: return ranked(.negativeBinomial)
    case .hazardSpline: return try? HazardSpline.fit(table).distribution
    }
  }
}
