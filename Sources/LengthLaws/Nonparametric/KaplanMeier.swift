/// The nonparametric estimate of a law of lengths under right-censoring.
///
///     Ŝ(k) = Π_{i < k} (1 − d(i)/n(i))
///
/// with d(i) the answers that ended at length i and n(i) those at risk there.
/// Without censoring it is the empirical distribution; the rows before the
/// first censored one are exact ratios of counts.
///
/// Where the longest answers are censored, the data say nothing of how they
/// go on. The estimate then leaves that mass at infinity: Ŝ stays flat beyond
/// `identifiedThrough`, `mean` is `.infinity`, a quantile out there is
/// `Int.max`, and everything about min(N, c) with c ≤ `identifiedThrough` is
/// unaffected.
///
/// Source: E. L. Kaplan and P. Meier, JASA 53, 457 (1958),
/// doi:10.1080/01621459.1958.10501452; variance: M. Greenwood, 1926.
public struct KaplanMeier: LengthDistribution, Equatable {
  /// Ŝ, as a step function.
  public let steps: SurvivalStepFunction

  /// Greenwood's sum Σ d/(n(n − d)) through each length: the variance of
  /// Ŝ(lengths[i] + 1) over its square.
  public let greenwoodSum: [Double]

  /// The longest recorded length; beyond it the law is not identified.
  public let identifiedThrough: Int

  /// The estimate from a life table.
  ///
  /// - Throws: `LengthLawError.noAnswers` if the table is empty.
  public init(_ table: LifeTable) throws(LengthLawError) {
    let rows = table.rows
    guard let longest = rows.last?.length else { throw .noAnswers }
    var (lengths, beyond, sums) = ([Int](), [Double](), [Double]())
    // Ŝ = numerator/denominator, a ratio of counts until one is censored.
    var (survival, numerator, denominator) = (1.0, 1.0, 1.0)
    var greenwood = 0.0
    var atRisk = table.count
    var isExact = true
    for row in rows {
      if row.stopped > 0 {
        let left = Double(atRisk - row.stopped)
        if isExact {
          (numerator, denominator) = (left, Double(table.count))
        } else {
          numerator *= left
          denominator *= Double(atRisk)
          // Rational as long as both stay exact, then one rounding a step.
          if denominator > 0x1p53 {
            (numerator, denominator) = (numerator / denominator, 1)
          }
        }
        survival = numerator / denominator
        greenwood += Double(row.stopped) / Double(atRisk) / left
        lengths.append(row.length)
        beyond.append(survival)
        sums.append(left > 0 ? greenwood : .infinity)
      }
      if row.censored > 0 { isExact = false }
      atRisk -= row.total
    }
    steps = SurvivalStepFunction(steps: lengths, beyond: beyond)
    greenwoodSum = sums
    identifiedThrough = longest
  }

  /// The lengths at which answers ended, ascending.
  public var lengths: [Int] { steps.lengths }

  /// Ŝ(k) just after `lengths[i]`: element i is Ŝ(lengths[i] + 1).
  public var survivalBeyond: [Double] { steps.survivalBeyond }

  /// Ŝ(`identifiedThrough` + 1): the share of answers whose length censoring
  /// hides.
  public var unidentifiedMass: Double { steps.unidentifiedMass }

  /// The standard error of Ŝ(k) by Greenwood's formula; 0 where Ŝ is 0 or 1.
  public func standardError(at length: Int) -> Double {
    guard let index = lastIndex(below: length) else { return 0 }
    let survival = survivalBeyond[index]
    return survival > 0 ? survival * greenwoodSum[index].squareRoot() : 0
  }

  /// The index of the last length below `length`.
  package func lastIndex(below length: Int) -> Int? {
    steps.lastIndex(below: length)
  }
}

// MARK: - LengthDistribution

extension KaplanMeier {
  /// Ŝ(k), the estimate of P(N ≥ k).
  ///
  /// Other packages print P(N > k), as lifelines' `survival_function_` and
  /// SciPy's `sf` do: that is Ŝ(k + 1), and `survivalBeyond` here.
  public func survival(at length: Int) -> Double { steps.survival(at: length) }

  /// log Ŝ(k).
  public func logSurvival(at length: Int) -> Double {
    steps.logSurvival(at: length)
  }

  /// log of Ŝ(k) − Ŝ(k + 1).
  public func logMass(at length: Int) -> Double { steps.logMass(at: length) }

  /// Ŝ(1), …, Ŝ(n) in one pass.
  public func survivalCurve(through length: Int) -> [Double] {
    steps.survivalCurve(through: length)
  }

  /// Σ Ŝ(k) over k ≤ c.
  public func restrictedMean(through cap: Int) -> Double {
    steps.restrictedMean(through: cap)
  }

  /// The smallest k with Ŝ(k + 1) ≤ 1 − level; `Int.max` where censoring
  /// hides it.
  public func quantile(_ level: Double) -> Int { steps.quantile(level) }

  /// The lengths at which answers ended.
  public var atoms: [Int]? { lengths }

  /// Σ Ŝ(k), or `.infinity` where mass is unidentified.
  public var mean: Double { steps.mean }

  /// Var[N], or NaN where mass is unidentified.
  public var variance: Double { steps.variance }
}
