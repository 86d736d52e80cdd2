public import LengthBounds
public import LengthLaws

/// A bound for P(N > n), the probability that an answer is longer than a
/// budget has time for, with the promise that it carries.
///
/// It is at most 1 − q exactly where the bound of the q-quantile with the same
/// promise is at most n: a budget check by probability and one by quantile
/// never disagree.
public struct ExceedanceBound: Sendable, Hashable {
  /// n, in tokens.
  public let tokens: Int
  /// What is promised.
  public let kind: QuantileBound.Kind
  /// The confidence, in (0, 1); `nil` for a conformal bound.
  public let confidence: Double?
  /// P(N > n) is at most this, as promised.
  public let probability: Double
  /// x over m, which promises nothing.
  public let estimate: Double
  /// m, the answers on which it rests.
  public let observations: Int
}

extension LifeTable {
  /// The upper confidence bound of P(N > n).
  ///
  /// With x of m answers not known to have ended within n tokens, it is the p
  /// with P(Bin(m, p) ≤ x) = 1 − confidence. Censored answers that were cut
  /// within n tokens count as longer, which can only raise it.
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
    do throws(ScoringError) {
      let proportion = try BinomialProportion(
        successes: count(notWithin: tokens), trials: count)
      return ExceedanceBound(
        tokens: tokens, kind: .upperConfidenceBound, confidence: confidence,
        probability: try proportion.upperBound(confidence: confidence),
        estimate: proportion.estimate, observations: count)
    } catch {
      throw .probabilityOutOfRange(name: "confidence", value: confidence)
    }
  }
  /// The level to which the next answer is promised to be longer than n:
  /// (x + 1)/(m + 1), with x of m answers not known to have ended within n.
  ///
  /// The promise is that of the conformal bound: where n is chosen as the least
  /// with at most ε here, the next answer exceeds it with probability of at
  /// most ε, averaged over the data.
  ///
  /// Assumption: the answers and the next one are exchangeable.
  ///
  /// - Parameter tokens: n; 0 or fewer are exceeded surely.
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if there is no answer.
  public func conformalExceedance(
    tokens: Int
  ) throws(BoundError) -> ExceedanceBound {
    guard count > 0 else { throw .noAnswers }
    let longer = Double(count(notWithin: tokens))
    return ExceedanceBound(
      tokens: tokens, kind: .conformalBound, confidence: nil,
      probability: (longer + 1) / (Double(count) + 1),
      estimate: longer / Double(count), observations: count)
  }

  /// Answers not known to have ended within so many tokens.
  private func count(notWithin tokens: Int) -> Int {
    rows.prefix { $0.length <= tokens }.reduce(count) { $0 - $1.stopped }
  }
}
