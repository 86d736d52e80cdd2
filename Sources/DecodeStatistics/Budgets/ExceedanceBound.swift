/// An upper confidence bound for P(N > n), the probability that an answer is
/// longer than a budget has time for.
///
/// With x of m answers not known to have ended within n tokens,
///
///     bound = the p with P(Bin(m, p) ≤ x) = 1 − confidence
///
/// (Clopper and Pearson). Censored answers that were cut within n tokens count
/// as longer, which can only raise the bound. It is at most 1 − q exactly
/// where the order-statistic bound of the q-quantile is at most n: a budget
/// check by probability and one by quantile never disagree.
public struct ExceedanceBound: Sendable, Hashable {
  /// n, in tokens.
  public let tokens: Int
  /// The confidence, in (0, 1).
  public let confidence: Double
  /// P(N > n) is at most this, with that confidence over the data.
  public let probability: Double
  /// x over m, which promises nothing.
  public let estimate: Double
  /// m, the answers on which it rests.
  public let observations: Int

  /// What is promised.
  public var kind: QuantileBound.Kind { .upperConfidenceBound }
}

extension LifeTable {
  /// The upper confidence bound of P(N > n).
  ///
  /// Assumption: the answers are independent draws from one law.
  ///
  /// - Parameters:
  ///   - tokens: n; 0 or fewer are exceeded surely.
  ///   - confidence: In (0, 1).
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if there is no answer, or for another confidence.
  ///
  /// Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 404 (1934),
  /// doi:10.1093/biomet/26.4.404.
  public func exceedanceBound(
    tokens: Int, confidence: Double
  ) throws(BoundError) -> ExceedanceBound {
    guard count > 0 else { throw .noAnswers }
    let ended = rows.prefix { $0.length <= tokens }
      .reduce(0) { $0 + $1.stopped }
    do throws(ScoringError) {
      let proportion = try BinomialProportion(
        successes: count - ended, trials: count)
      return ExceedanceBound(
        tokens: tokens, confidence: confidence,
        probability: try proportion.upperBound(confidence: confidence),
        estimate: proportion.estimate, observations: count)
    } catch {
      throw .probabilityOutOfRange(name: "confidence", value: confidence)
    }
  }
}
