public import LengthLaws
import NumericalMethods
import RealModule

extension LifeTable {
  /// The exact upper confidence bound for the q-quantile of N, if N is
  /// geometric.
  ///
  /// It is the quantile ⌈ln(1 − q)/ln(1 − p_L)⌉ at the lower confidence limit
  /// p_L of the hazard. Of n answers that all ended, the sum T of the lengths
  /// is sufficient, T − n is negative binomial, and p_L solves
  ///
  ///     P(T ≤ t) = P(Bin(t, p) ≥ n) = I_p(n, t − n + 1) = 1 − confidence:
  ///
  /// the limit of Clopper and Pearson, here uniformly most accurate. Under a
  /// cap c common to all answers, D of which ended within E tokens in all, it
  /// solves P(D/E ≥ d/e) = 1 − confidence by the exact joint law of D and E.
  /// Raising p shortens every answer of a coupled sequence of trials, so D
  /// rises and E falls: the probability is monotone and the limit exact.
  /// Neither is ever below the promise; integers make both a little careful.
  ///
  /// Assumption: the answers are independent draws from one geometric law.
  ///
  /// The cost under a cap is in n²c, refused beyond 2²⁴.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - cap: The cap c that every answer had, at least 1. Without one, the
  ///     length of censored answers is taken for it, or that there was none
  ///     if all ended.
  /// - Returns: The bound with its promise; unbounded if no answer ended.
  /// - Throws: `BoundError`: `probabilityOutOfRange`, `noAnswers`,
  ///   `noCommonCap` if answers were cut at other lengths than the cap,
  ///   `tooManyOutcomes`, `inference` if no root is found.
  ///
  /// Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 404 (1934),
  /// doi:10.1093/biomet/26.4.404; E. L. Lehmann and J. P. Romano, *Testing
  /// Statistical Hypotheses*, § 3.5.
  public func exactGeometricBound(
    level: Double, confidence: Double, cap: Int? = nil
  ) throws(BoundError) -> Bound {
    try BoundError.require(level: level, confidence: confidence)
    guard let longest = maximum else { throw .noAnswers }
    let common = cap ?? (censoredCount > 0 ? longest : nil)
    if let common {
      guard longest <= common,
        rows.allSatisfy({ $0.censored == 0 || $0.length == common })
      else { throw .noCommonCap }
    }
    return Bound(
      level: level, confidence: confidence, kind: .upperConfidenceBound,
      method: .exactGeometric, family: .geometric,
      limit: try geometricLimit(
        level, hazardLimit(missing: 1 - confidence, cap: common)),
      rank: nil, observations: count, requiredObservations: 1)
  }

  /// p_L, a rounding error lower, so that it errs to the careful side; `nil`
  /// for 0.
  private func hazardLimit(
    missing: Double, cap: Int?
  ) throws(BoundError) -> Double? {
    guard stoppedCount > 0 else { return nil }
    let law = cap.flatMap { CappedGeometricLaw(answers: count, cap: $0) }
    guard law != nil || cap == nil else {
      throw .tooManyOutcomes(limit: CappedGeometricLaw.limit)
    }
    let limit: Double
    do throws(NumericalError) {
      if let law {
        limit = try law.rateLimit(
          ended: stoppedCount,
          exposure: rows.reduce(0) { $0 + $1.length * $1.total },
          missing: missing)
      } else {
        let (ended, exposure) = (Double(stoppedCount), exposure)
        limit = try betaQuantile(
          ended, exposure - ended + 1,
          tails: LogTails(
            lower: Double.log(missing), upper: Double.log(onePlus: -missing)))
      }
    } catch {
      throw .law(.notConverged("\(error)"))
    }
    return limit * (1 - 0x1p-40)
  }

  /// The quantile of the law of hazard p.
  private func geometricLimit(
    _ level: Double, _ p: Double?
  ) throws(BoundError) -> Bound.Limit {
    guard let p else { return .unbounded }
    do throws(LengthLawError) {
      return Bound.Limit(try Geometric(p: p).quantile(level))
    } catch {
      throw .law(error)
    }
  }

  /// The positions at which answers were seen to end or to go on: Σ length.
  var exposure: Double {
    rows.reduce(0) { $0 + Double($1.length) * Double($1.total) }
  }
}

extension Bound.Limit {
  /// A quantile; `Int.max` stands for none.
  init(_ quantile: Int) {
    self = quantile < .max ? .tokens(quantile) : .unbounded
  }
}
