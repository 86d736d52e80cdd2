import DecodeStatistics

/// A way to get a law from a small task.
enum Method: String, CaseIterable {
  case kaplanMeier = "Kaplan–Meier"
  case spliced = "Kaplan–Meier, fitted tail"
  case plain = "best of 14 families by AIC"
  case corrected = "best of 14 families by AICc"
  case logNormal = "discreteLogNormal"
  case negativeBinomial = "negativeBinomial"
  case mixture = "mixture, up to 3 parts by BIC"
  case inflated = "inflated at the commonest length"
  case hurdle = "hurdle at 1"
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
    let sample = CensoredSample(table)
    func ranked(_ family: Family) -> (any LengthDistribution)? {
      ranking.entries.first { $0.fit.family == family }?.fit.distribution
    }
    switch method {
    case .kaplanMeier: return try? KaplanMeier(table)
    case .spliced:
      // The default of 50 answers in the tail is never met here.
      let fit = try? Spliced.fit(
        table, threshold: .quantile(0.8), requiredExceedances: 10)
      guard case .spliced(let law, _) = fit else {
        return try? KaplanMeier(table)
      }
      return law
    case .plain: return ranking.bestFit?.distribution
    case .corrected:
      return FamilyRanking(
        fits: ranking.entries.map(\.fit), by: .aicc
      ).bestFit?.distribution
    case .logNormal: return ranked(.discreteLogNormal)
    case .negativeBinomial: return ranked(.negativeBinomial)
    case .mixture:
      return least([
        candidate(
          try? Mixture<NegativeBinomial>.bestFit(sample, upTo: 3, restarts: 3),
          \.bic),
        candidate(
          try? Mixture<DiscreteLogNormal>.bestFit(sample, upTo: 3, restarts: 3),
          \.bic),
      ])
    case .inflated:
      let row = table.rows.max { $0.stopped < $1.stopped }
      guard let row, row.stopped > 1 else { return nil }
      return least([
        candidate(
          try? Inflated<NegativeBinomial>.fit(sample, at: [row.length]), \.aic),
        candidate(
          try? Inflated<DiscreteLogNormal>.fit(sample, at: [row.length]), \.aic
        ),
      ])
    case .hurdle:
      guard table.rows.first?.length == 1 else { return nil }
      return least([
        candidate(try? Hurdle<NegativeBinomial>.fit(sample), \.aic),
        candidate(try? Hurdle<DiscreteLogNormal>.fit(sample), \.aic),
      ])
    case .hazardSpline: return try? HazardSpline.fit(table).distribution
    }
  }

  private typealias Candidate = (law: any LengthDistribution, cost: Double)

  private func candidate<Law: LengthDistribution>(
    _ fit: CompositeFit<Law>?, _ cost: (CompositeFit<Law>) -> Double
  ) -> Candidate? {
    guard let fit, fit.isConverged else { return nil }
    return (fit.distribution, cost(fit))
  }

  private func least(_ candidates: [Candidate?]) -> (any LengthDistribution)? {
    candidates.compactMap { $0 }.min { $0.cost < $1.cost }?.law
  }
}
