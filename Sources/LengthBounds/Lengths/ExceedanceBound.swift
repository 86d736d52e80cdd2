public import LengthLaws
import NumericalMethods
import RealModule

// Bounds for P(N > n), the probability that an answer is longer than a budget
// has time for. One is at most 1 − q exactly where the bound of the q-quantile
// with the same promise is at most n: a budget check by probability and one by
// quantile never disagree.

extension LifeTable {
  /// The upper confidence bound of P(N > n).
  ///
  /// Where no answer was cut before n tokens, x of m answers are longer and it
  /// is the p with P(Bin(m, p) ≤ x) = 1 − confidence; otherwise the
  /// beta-product limit from Kaplan–Meier, whose kind says what it assumes.
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
  /// doi:10.1093/biomet/26.4.404; for the beta product see
  /// `betaProductBound(level:confidence:)`.
  public func exceedanceBound(
    tokens: Int, confidence: Double
  ) throws(BoundError) -> Bound {
    try BoundError.require("confidence", inUnit: confidence)
    guard count > 0 else { throw .noAnswers }
    let isCut = isCut(below: tokens)
    let limit: Double
    if isCut {
      limit = try betaProductLimit(beyond: tokens, confidence: confidence)
    } else {
      do throws(LengthLawError) {
        limit = try BinomialProportion(
          successes: count(notWithin: tokens), trials: count
        ).upperBound(confidence: confidence)
      } catch {
        throw .notConverged(error.description)
      }
    }
    return Bound(
      .exceedanceOfTokens(tokens), confidence: confidence,
      kind: isCut ? .confidenceBoundUnderCensoring : .upperConfidenceBound,
      method: isCut ? .betaProduct : .orderStatistic,
      limit: .probability(limit), observations: count,
      requiredObservations: 1)
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
  ) throws(BoundError) -> Bound {
    guard count > 0 else { throw .noAnswers }
    let share =
      (Double(count(notWithin: tokens)) + 1) / (Double(count) + 1)
    return Bound(
      .exceedanceOfTokens(tokens), confidence: 1 - share,
      kind: .conformalBound, method: .conformal, limit: .probability(share),
      observations: count, requiredObservations: 1)
  }

  /// Answers not known to have ended within so many tokens.
  private func count(notWithin tokens: Int) -> Int {
    rows.prefix { $0.length <= tokens }.reduce(count) { $0 - $1.stopped }
  }

  /// The quantile at `confidence` of the beta law of P(N > n).
  private func betaProductLimit(
    beyond tokens: Int, confidence: Double
  ) throws(BoundError) -> Double {
    let inference: KaplanMeierInference
    do throws(LengthLawError) {
      inference = try KaplanMeierInference(self)
    } catch {
      throw .noAnswers
    }
    guard let step = inference.steps.last(where: { $0.length <= tokens }),
      step.logMean < 0
    else { return 1 }
    let (a, b) = KaplanMeierInference.betaShape(
      logMean: step.logMean, logMoment: step.logRelativeMoment)
    do throws(NumericalError) {
      return try betaQuantile(
        a, b,
        tails: LogTails(
          lower: Double.log(confidence),
          upper: Double.log(onePlus: -confidence)))
    } catch {
      throw .notConverged("beta quantile: \(error)")
    }
  }
}
