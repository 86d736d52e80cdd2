import ArgumentParser
import DecodeStatistics

/// The methods of `bound` that need no more than a trace.
enum BoundMethod: String, CaseIterable, ExpressibleByArgument {
  case orderStatistic = "order-statistic"
  case betaProduct = "beta-product"
  case exactGeometric = "exact-geometric"
  case profileLikelihood = "profile-likelihood"
  case bootstrap
  case conformal
  case anytime
  case dkwBand = "dkw-band"
  case equalLocalLevelBand = "equal-local-level-band"

  /// Whether a family is fitted.
  var needsFamily: Bool { self == .profileLikelihood || self == .bootstrap }

  /// The method in a sentence.
  var sentence: String {
    switch self {
    case .orderStatistic:
      "from the ranks alone, whatever the law; a censored answer counts as "
        + "longest."
    case .betaProduct:
      "the same from Kaplan–Meier, which makes use of censored answers."
    case .exactGeometric:
      "exact if lengths are geometric, under no cap or a common one."
    case .profileLikelihood:
      "the largest quantile that the likelihood of --family does not refuse; "
        + "approximate."
    case .bootstrap:
      "BCa bootstrap of the quantile of --family; approximate."
    case .conformal:
      "no quantile, but a bound for the next answer, on average over the data."
    case .anytime:
      "holds at every sample size at once, so data may be watched as they "
        + "come."
    case .dkwBand:
      "holds at all levels at once, by the band of Dvoretzky, Kiefer, "
        + "Wolfowitz and Massart."
    case .equalLocalLevelBand:
      "holds at all levels at once, by the band with equal local levels, far "
        + "tighter in the tail."
    }
  }

  /// The list of methods for `--help`.
  static var help: String {
    allCases.map { "\($0.rawValue): \($0.sentence)" }.joined(separator: "\n")
  }
}

extension BoundMethod {
  /// The bound of one task's table.
  func bound(
    _ table: LifeTable, level: Double, confidence: Double, family: Family?,
    replicates: Int, seed: UInt64
  ) throws(BoundError) -> Bound {
    switch self {
    case .orderStatistic:
      return try table.orderStatisticBound(
        level: level, confidence: confidence)
    case .betaProduct:
      return try table.betaProductBound(level: level, confidence: confidence)
    case .exactGeometric:
      return try table.exactGeometricBound(
        level: level, confidence: confidence)
    case .profileLikelihood:
      return try table.profileLikelihoodBound(
        family: table.family(or: family), level: level,
        confidence: confidence)
    case .bootstrap:
      return try table.bootstrapBound(
        family: table.family(or: family), level: level,
        confidence: confidence, replicates: replicates, seed: seed)
    case .conformal:
      return try table.conformalBound(level: level)
    case .anytime:
      return try table.anytimeBound(level: level, confidence: confidence)
    case .dkwBand:
      return try table.bandBound(.dkw, level: level, confidence: confidence)
    case .equalLocalLevelBand:
      return try table.bandBound(
        .equalLocalLevels, level: level, confidence: confidence)
    }
  }
}

extension LifeTable {
  /// The family given, or that which fits best by Akaike's criterion.
  fileprivate func family(or given: Family?) throws(BoundError) -> Family {
    if let given { return given }
    let ranking = rankFamilies(by: .aic)
    if let best = ranking.bestFit { return best.family }
    throw .law(ranking.failures.first?.error ?? .noAnswers)
  }
}
