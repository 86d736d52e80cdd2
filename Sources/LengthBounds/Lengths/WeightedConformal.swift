/// Conformal prediction under a covariate shift.
///
/// Where requests come from another mix than the calibration answers, but the
/// length given the request's covariates x follows the same law, answers are
/// weighted by the likelihood ratio w(x) of the two mixes. The threshold is
///
///     min { s : Σ_{sᵢ ≤ s} wᵢ ≥ level · (Σ wᵢ + w) },
///
/// with w the weight of the next request itself, whose score may be anything
/// and so counts as infinite. Then P(next score ≤ threshold) ≥ level. Weights
/// matter up to a common factor only; if all are equal it is `SplitConformal`.
///
/// Assumption: the weights are the true likelihood ratios.
///
/// A threshold is a binary search: O(log n).
///
/// Source: R. J. Tibshirani, R. Foygel Barber, E. J. Candès and A. Ramdas,
/// "Conformal prediction under covariate shift", NeurIPS 32 (2019),
/// arXiv:1904.06019.
public struct WeightedConformal: Sendable, Hashable {
  /// The scores, smallest first.
  private let scores: [Double]
  /// The weight of each score and those before it.
  private let cumulative: [Double]

  /// A calibration by weighted scores.
  ///
  /// - Parameters:
  ///   - scores: One for each answer, in any order; `.infinity` if it was
  ///     censored. Lengths themselves are scores.
  ///   - weights: As many, each finite and at least 0.
  /// - Throws: `BoundError`: `weightCount`, `invalidScore`.
  public init(scores: [Double], weights: [Double]) throws(BoundError) {
    guard scores.count == weights.count else {
      throw .weightCount(weights.count, expected: scores.count)
    }
    if let wrong = scores.first(where: \.isNaN) {
      throw .invalidScore(name: "score", value: wrong)
    }
    for weight in weights { try Self.requireWeight(weight) }
    let order = scores.indices.sorted {
      (scores[$0], weights[$0]) < (scores[$1], weights[$1])
    }
    self.scores = order.map { scores[$0] }
    var sum = 0.0
    cumulative = order.map {
      sum += weights[$0]
      return sum
    }
    try Self.requireWeight(sum)
  }

  private static func requireWeight(_ weight: Double) throws(BoundError) {
    // So that no sum of two overflows.
    guard weight >= 0, weight <= 1e300 else {
      throw .invalidScore(name: "weight", value: weight)
    }
  }

  /// The least score that the promise needs; `.infinity` if none is enough.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - testWeight: w of the next request, finite and at least 0.
  /// - Returns: The threshold.
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `invalidScore`.
  public func threshold(
    level: Double, testWeight: Double
  ) throws(BoundError) -> Double {
    try rank(level: level, testWeight: testWeight).map { scores[$0 - 1] }
      ?? .infinity
  }

  /// The bound for the next answer where the scores are lengths.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - testWeight: w of the next request, finite and at least 0.
  /// - Returns: The bound; `requiredObservations` is for equal weights.
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `invalidScore`,
  ///   `noAnswers`.
  public func bound(
    level: Double, testWeight: Double
  ) throws(BoundError) -> Bound {
    let required = try ConformalRank.requiredObservations(level: level)
    guard !scores.isEmpty else { throw .noAnswers }
    let rank = try rank(level: level, testWeight: testWeight)
    return Bound(
      level: level, confidence: level, kind: .conformalBound,
      method: .weightedConformal,
      limit: Bound.Limit(
        reach: rank.map { scores[$0 - 1] } ?? .infinity),
      rank: rank, observations: scores.count, requiredObservations: required)
  }

  /// The rank of the threshold; `nil` if no score is enough.
  private func rank(
    level: Double, testWeight: Double
  ) throws(BoundError) -> Int? {
    try BoundError.require(level: level)
    try Self.requireWeight(testWeight)
    // Equal weights must give ranks free of rounding: see `ConformalRank`.
    let needed =
      ((cumulative.last ?? 0) + testWeight) * level * (1 - 0x1p-50)
    guard let total = cumulative.last, total >= needed, total > 0 else {
      return nil
    }
    var (low, high) = (0, scores.count)  // `low` is not enough.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if cumulative[middle - 1] >= needed {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }
}
