public import LengthLaws
import NumericalMethods
import RealModule

extension LifeTable {
  /// The upper confidence bound for the q-quantile of N under mixed caps and
  /// cancellations, from the beta-product confidence procedure.
  ///
  /// The bound is the least k whose one-sided upper limit for P(N > k) is at
  /// most 1 − q. That limit is the quantile at `confidence` of
  /// Π Beta(Yᵢ − dᵢ + 1, dᵢ) over the lengths i ≤ k at which d of Y answers
  /// ended, replaced by the beta law of the same mean and variance. Without
  /// censoring below the bound the limit is that of Clopper and Pearson, and
  /// the bound is the order statistic of `orderStatisticBound`.
  ///
  /// Where answers were cancelled or cut early, the order statistic counts
  /// them as longest; this bound uses what they tell, and is tighter. It has
  /// no rank, and its kind says where it rests on answers that were cut.
  ///
  /// Assumption: the answers are independent draws from one law, and where
  /// each is censored does not depend on how long it would have been.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if a probability is out of range or there is no
  ///   answer.
  ///
  /// Source: M. P. Fay, E. H. Brittain and M. A. Proschan, Biostatistics 14,
  /// 723 (2013), doi:10.1093/biostatistics/kxt016.
  public func betaProductBound(
    level: Double, confidence: Double
  ) throws(BoundError) -> Bound {
    let required = try BinomialRank.requiredObservations(
      level: level, confidence: confidence)
    let inference: KaplanMeierInference
    do throws(LengthLawError) {
      inference = try KaplanMeierInference(self)
    } catch {
      throw .noAnswers
    }
    // With what rounding the order statistic is granted.
    let miss = (1 - confidence) * (1 + 0x1p-44)
    let first = inference.steps.first { step in
      step.logMean < 0 && step.survives(level: level, atMost: miss)
    }
    let isCut = isCut(below: first?.length ?? .max)
    return Bound(
      level: level, confidence: confidence,
      kind: isCut ? .confidenceBoundUnderCensoring : .upperConfidenceBound,
      method: .betaProduct,
      limit: first.map { .tokens($0.length) } ?? .unbounded,
      observations: count, requiredObservations: required)
  }
}

extension LifeTable {
  /// The moments of the beta product after each recorded length: log E[W] and
  /// log(E[W²]/E[W]²), with the answers that ended there.
  package func betaProductSteps() throws(BoundError) -> [(
    length: Int, ended: Int, logMean: Double, logRelativeMoment: Double
  )] {
    do throws(LengthLawError) {
      return zip(rows, try KaplanMeierInference(self).steps).map {
        ($0.length, $0.stopped, $1.logMean, $1.logRelativeMoment)
      }
    } catch {
      throw .noAnswers
    }
  }
}

extension KaplanMeierInference.Step {
  /// Whether P(W > 1 − q) ≤ `miss` for the beta law W of this row.
  fileprivate func survives(level: Double, atMost miss: Double) -> Bool {
    let tail = 1 - level
    // Cantelli's inequality spares most rows the incomplete beta function.
    let mean = Double.exp(logMean)
    let gap = mean - tail
    let variance = mean * mean * Double.expMinusOne(logRelativeMoment)
    if gap > 0, gap * gap > 2 * miss * (variance + gap * gap) { return false }
    let (a, b) = KaplanMeierInference.betaShape(
      logMean: logMean, logMoment: logRelativeMoment)
    let tails = IncompleteBeta(
      a: a, b: b, x: tail, y: level, difference: a * level - b * tail
    ).logTails
    return Double.exp(tails.upper) <= miss
  }
}
