import RealModule

/// Scores of single forecasts; small is good.
///
/// Each is proper: a forecaster expects the best score by saying what is
/// believed. Where an argument is outside its range, or not a number, the
/// score is NaN.
///
/// Source: T. Gneiting and A. E. Raftery, JASA 102, 359 (2007),
/// doi:10.1198/016214506000001437.
public enum ForecastScore {
  /// The pinball loss of a quantile q at level τ for the outcome y:
  /// τ(y − q) where y > q, else (1 − τ)(q − y).
  ///
  /// - Parameters:
  ///   - forecast: q; `.infinity` (unbounded) has an infinite loss.
  ///   - outcome: y.
  ///   - level: τ in [0, 1].
  /// - Returns: The loss in the unit of the outcome.
  public static func pinball(
    forecast: Double, outcome: Double, level: Double
  ) -> Double {
    guard level >= 0, level <= 1 else { return .nan }
    let gap = outcome - forecast
    return gap > 0 ? level * gap : (level - 1) * gap
  }

  /// The pinball loss of min(q, c) for min(y, c): the *restricted* loss, for
  /// which an answer cut at c is as good as one that ended.
  ///
  /// It is proper for the quantile of min(N, c), and cannot tell quantiles
  /// beyond c apart.
  ///
  /// - Parameters:
  ///   - forecast: q, capped or not.
  ///   - outcome: The recorded length, at least c if the answer was cut there.
  ///   - level: τ in [0, 1].
  ///   - cap: c.
  /// - Returns: The loss, always finite for a finite cap.
  public static func cappedPinball(
    forecast: Double, outcome: Double, level: Double, cap: Double
  ) -> Double {
    pinball(
      forecast: min(forecast, cap), outcome: min(outcome, cap), level: level)
  }

  /// The interval score (u − l) + 2(l − y)⁺/α + 2(y − u)⁺/α.
  ///
  /// - Parameters:
  ///   - lower: l, the quantile at level α/2.
  ///   - upper: u, the quantile at level 1 − α/2.
  ///   - outcome: y.
  ///   - missRate: α in (0, 1).
  /// - Returns: The score in the unit of the outcome.
  public static func interval(
    lower: Double, upper: Double, outcome: Double, missRate: Double
  ) -> Double {
    guard missRate > 0, missRate < 1 else { return .nan }
    let outside = max(lower - outcome, 0) + max(outcome - upper, 0)
    return upper - lower + 2 / missRate * outside
  }

  /// The weighted interval score of a median and central intervals.
  ///
  ///     (½|y − m| + Σ ½ αₖ ISₖ)/(K + ½)
  ///
  /// It approaches the CRPS as intervals are added.
  ///
  /// - Parameters:
  ///   - median: m.
  ///   - intervals: The intervals with their miss rates αₖ in (0, 1).
  ///   - outcome: y.
  /// - Returns: The score in the unit of the outcome.
  ///
  /// Source: J. Bracher et al., PLOS Comput. Biol. 17, e1008618 (2021),
  /// doi:10.1371/journal.pcbi.1008618.
  public static func weightedInterval(
    median: Double,
    intervals: [(lower: Double, upper: Double, missRate: Double)],
    outcome: Double
  ) -> Double {
    var sum = abs(outcome - median) / 2
    for (lower, upper, missRate) in intervals {
      sum +=
        missRate / 2
        * interval(
          lower: lower, upper: upper, outcome: outcome, missRate: missRate)
    }
    return sum / (Double(intervals.count) + 0.5)
  }

  /// The Brier score (p − 1{event})² of a probability.
  ///
  /// - Parameters:
  ///   - probability: p in [0, 1].
  ///   - event: Whether it came to pass.
  /// - Returns: A number in [0, 1].
  public static func brier(probability: Double, event: Bool) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    let gap = probability - (event ? 1 : 0)
    return gap * gap
  }

  /// The ranked probability score Σ_{j<J} (F(j) − 1{y ≤ j})² over ordered
  /// categories, such as ranges of lengths.
  ///
  /// - Parameters:
  ///   - probabilities: Those of the J categories, which add up to 1.
  ///   - category: y, the index of the one that came, from 0.
  /// - Returns: A number in [0, J − 1].
  public static func rankedProbability(
    _ probabilities: [Double], category: Int
  ) -> Double {
    guard probabilities.indices.contains(category),
      probabilities.allSatisfy({ $0 >= 0 }),
      abs(probabilities.reduce(0, +) - 1) <= 1e-9
    else { return .nan }
    var (reached, sum) = (0.0, 0.0)
    for (index, probability) in probabilities.dropLast().enumerated() {
      reached += probability
      let gap = reached - (category <= index ? 1 : 0)
      sum += gap * gap
    }
    return sum
  }
}

extension LengthDistribution {
  /// The logarithmic score −log P(N = k) of an answer that ended, or
  /// −log P(N > k) of one known only to be longer.
  ///
  /// It is proper under censoring too, if caps do not depend on the lengths.
  ///
  /// - Parameters:
  ///   - length: k.
  ///   - ending: How the answer ended.
  /// - Returns: The score in nats; `.infinity` for what was held impossible.
  public func logScore(ofLength length: Int, ending: Ending) -> Double {
    ending.isCensored
      ? -logSurvival(at: length.next) : -logMass(at: length)
  }
}
