public import LengthLaws
import RealModule

/// The ranks behind the bounds that hold whatever the law: the bound is the
/// answer of that rank, counting from the shortest.
public enum RankBound {
  /// The methods whose bound is an order statistic.
  public static let methods: [Bound.Method] = [
    .orderStatistic, .conformal, .equalLocalLevelBand, .anytime, .dkwBand,
  ]

  /// The rank of a method's bound.
  ///
  /// - Parameters:
  ///   - method: One of `methods`.
  ///   - observations: n ≥ 1, all answers, censored ones included.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1); without meaning for `.conformal`.
  /// - Returns: The rank; `nil` where n answers give no finite bound, and for
  ///   other methods.
  /// - Throws: `BoundError` for arguments out of range.
  public static func rank(
    _ method: Bound.Method, observations: Int, level: Double,
    confidence: Double
  ) throws(BoundError) -> Int? {
    try BoundError.require(level: level, confidence: confidence)
    try BoundError.require("observations", observations, atLeast: 1)
    switch method {
    case .orderStatistic, .betaProduct:
      return BinomialRank.rank(
        observations: observations, level: level, confidence: confidence)
    case .conformal:
      return ConformalRank.rank(observations: observations, level: level)
    case .anytime:
      return AnytimeRank.rank(
        observations: observations, level: level, confidence: confidence)
    case .dkwBand:
      return try BandRule(
        .dkw, observations: observations, confidence: confidence
      ).rank(observations, level: level)
    case .equalLocalLevelBand:
      return try BandRule(
        .equalLocalLevels, observations: observations, confidence: confidence
      ).rank(observations, level: level)
    case .noisyBetaProduct, .exactGeometric, .profileLikelihood, .bootstrap,
      .weightedConformal:
      return nil
    }
  }

  /// The least number of answers with a finite bound.
  ///
  /// - Parameters:
  ///   - method: One of `methods`.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: n; 1 for methods that need no more.
  /// - Throws: `BoundError` for arguments out of range.
  public static func requiredObservations(
    _ method: Bound.Method, level: Double, confidence: Double
  ) throws(BoundError) -> Int {
    try BoundError.require(level: level, confidence: confidence)
    switch method {
    case .orderStatistic, .betaProduct:
      return try BinomialRank.requiredObservations(
        level: level, confidence: confidence)
    case .conformal:
      return try ConformalRank.requiredObservations(level: level)
    case .anytime:
      return BinomialRank.leastCount { n in
        AnytimeRank.logMixture(ended: n, of: n, level: level)
          >= -Double.log(onePlus: -confidence)
      }
    case .dkwBand:
      guard confidence >= 0.5 else { throw .confidenceBelowHalf(confidence) }
      return BinomialRank.leastCount { n in
        BandRule.margin(observations: n, confidence: confidence) <= 1 - level
      }
    case .equalLocalLevelBand:
      return BinomialRank.leastCount { n in
        let levels = try? EqualLocalLevels(
          observations: n, confidence: confidence, isTwoSided: false)
        return (levels?.survival(ended: n) ?? 1) <= 1 - level
      }
    case .noisyBetaProduct, .exactGeometric, .profileLikelihood, .bootstrap,
      .weightedConformal:
      return 1
    }
  }
}

extension LifeTable {
  /// The upper bound of the q-quantile of N that holds at every sample size at
  /// once, so that data may be watched as they come and one may stop when one
  /// likes.
  ///
  /// Censored answers count as longest. Assumption: the answers are
  /// independent draws from one law.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if a probability is out of range or there is no
  ///   answer.
  ///
  /// Source: S. R. Howard and A. Ramdas, Bernoulli 28, 1704 (2022),
  /// doi:10.3150/21-BEJ1388; the rank is from a beta mixture.
  public func anytimeBound(
    level: Double, confidence: Double
  ) throws(BoundError) -> Bound {
    try rankBound(
      .anytime, .anytimeConfidenceBound, level: level, confidence: confidence)
  }

  /// The upper bound of the q-quantile of N from a band, which holds for all
  /// levels together.
  ///
  /// - Parameters:
  ///   - band: How the band is made.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1), and at least ½ for `.dkw`.
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if a probability is out of range or there is no
  ///   answer.
  public func bandBound(
    _ band: SurvivalBand.Method, level: Double, confidence: Double
  ) throws(BoundError) -> Bound {
    try rankBound(
      band == .dkw ? .dkwBand : .equalLocalLevelBand, .upperConfidenceBound,
      level: level, confidence: confidence)
  }

  private func rankBound(
    _ method: Bound.Method, _ kind: Bound.Kind, level: Double,
    confidence: Double
  ) throws(BoundError) -> Bound {
    guard count > 0 else { throw .noAnswers }
    let rank = try RankBound.rank(
      method, observations: count, level: level, confidence: confidence)
    return Bound(
      level: level, confidence: confidence, kind: kind, method: method,
      limit: rank.flatMap(stoppedLength).map { .tokens($0) } ?? .unbounded,
      rank: rank, observations: count,
      requiredObservations: try RankBound.requiredObservations(
        method, level: level, confidence: confidence))
  }
}
