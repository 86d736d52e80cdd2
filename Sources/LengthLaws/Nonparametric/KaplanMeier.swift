import RealModule

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
  /// The lengths at which answers ended, ascending.
  public let lengths: [Int]

  /// Ŝ(k) just after `lengths[i]`: element i is Ŝ(lengths[i] + 1).
  public let survivalBeyond: [Double]

  /// Greenwood's sum Σ d/(n(n − d)) through each length: the variance of
  /// Ŝ(lengths[i] + 1) over its square.
  public let greenwoodSum: [Double]

  /// The longest recorded length; beyond it the law is not identified.
  public let identifiedThrough: Int

  /// The estimate from a life table.
  ///
  /// - Throws: `FitError.noAnswers` if the table is empty.
  public init(_ table: LifeTable) throws(FitError) {
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
    self.lengths = lengths
    survivalBeyond = beyond
    greenwoodSum = sums
    identifiedThrough = longest
  }

  /// Ŝ(`identifiedThrough` + 1): the share of answers whose length censoring
  /// hides.
  public var unidentifiedMass: Double { survivalBeyond.last ?? 1 }

  /// The standard error of Ŝ(k) by Greenwood's formula; 0 where Ŝ is 0 or 1.
  public func standardError(at length: Int) -> Double {
    guard let index = lastIndex(below: length) else { return 0 }
    let survival = survivalBeyond[index]
    return survival > 0 ? survival * greenwoodSum[index].squareRoot() : 0
  }

  /// The index of the last length below `length`.
  func lastIndex(below length: Int) -> Int? {
    var (low, high) = (0, lengths.count)
    while low < high {
      let middle = (low + high) / 2
      if lengths[middle] < length { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }
}

// MARK: - LengthDistribution

extension KaplanMeier {
  /// Ŝ(k).
  public func survival(at length: Int) -> Double {
    lastIndex(below: length).map { survivalBeyond[$0] } ?? 1
  }

  /// log Ŝ(k).
  public func logSurvival(at length: Int) -> Double {
    Double.log(survival(at: length))
  }

  /// log of Ŝ(k) − Ŝ(k + 1).
  public func logMass(at length: Int) -> Double {
    guard let index = lastIndex(below: length.next), lengths[index] == length
    else { return -.infinity }
    let before = index > 0 ? survivalBeyond[index - 1] : 1
    return Double.log(before - survivalBeyond[index])
  }

  /// Ŝ(1), …, Ŝ(n) in one pass.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    var curve = [Double](repeating: unidentifiedMass, count: length)
    var (start, value) = (0, 1.0)
    for (end, beyond) in zip(lengths, survivalBeyond) where start < length {
      // Ŝ is `value` at positions start + 1 … end.
      for position in start..<min(end, length) { curve[position] = value }
      (start, value) = (min(end, length), beyond)
    }
    return curve
  }

  /// The smallest k with Ŝ(k + 1) ≤ 1 − level; `Int.max` where censoring
  /// hides it.
  public func quantile(_ level: Double) -> Int {
    precondition(
      level >= 0 && level <= 1, "Level should be in 0...1, but is \(level)")
    // F(1) ≥ 0 always: the least length of the support is 1.
    if QuantileSearch.reaches(level, survivalBeyond: survival(at: 2)) {
      return 1
    }
    var (low, high) = (0, survivalBeyond.count)
    while low < high {
      let middle = (low + high) / 2
      if QuantileSearch.reaches(
        level, survivalBeyond: survivalBeyond[middle])
      {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < lengths.count ? lengths[low] : .max
  }

  /// The lengths at which answers ended.
  public var atoms: [Int]? { lengths }

  /// Σ Ŝ(k), or `.infinity` where mass is unidentified.
  public var mean: Double {
    guard unidentifiedMass == 0 else { return .infinity }
    return moment { Double($0) }
  }

  /// Var[N], or NaN where mass is unidentified.
  public var variance: Double {
    let mean = mean
    guard mean < .infinity else { return .nan }
    return moment { (Double($0) - mean) * (Double($0) - mean) }
  }

  private func moment(_ value: (Int) -> Double) -> Double {
    var (sum, before) = (0.0, 1.0)
    for (length, beyond) in zip(lengths, survivalBeyond) {
      sum += (before - beyond) * value(length)
      before = beyond
    }
    return sum
  }
}
