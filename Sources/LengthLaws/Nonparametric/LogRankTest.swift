import NumericalMethods
import RealModule

/// The test that two tasks have the same law of lengths, from their life
/// tables alone.
///
/// At each length where answers ended, the d ends of n answers at risk would
/// fall on the first table like draws from an urn:
///
///     E = Σ d n₁/n,   V = Σ d (n₁/n)(n₂/n)(n − d)/(n − 1)
///
/// and (O − E)²/V is chi-square with one degree of freedom under the null. It
/// is most powerful against proportional hazards; laws whose hazards cross
/// can pass it.
///
/// Source: N. Mantel, Cancer Chemother. Rep. 50, 163 (1966); R. Peto and
/// J. Peto, J. R. Statist. Soc. A 135, 185 (1972), doi:10.2307/2344317.
public struct LogRankTest: Sendable, Hashable {
  /// Answers of the first table that ended.
  public var observed: Double
  /// E, what the null expects of them.
  public var expected: Double
  /// V.
  public var variance: Double

  /// The test of two life tables.
  ///
  /// - Throws: `LengthLawError.noAnswers` if one is empty.
  public init(_ first: LifeTable, _ second: LifeTable) throws(LengthLawError) {
    guard !first.isEmpty, !second.isEmpty else { throw .noAnswers }
    let (left, right) = (first.rows, second.rows)
    var (n1, n2) = (Double(first.count), Double(second.count))
    (observed, expected, variance) = (0, 0, 0)
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      let length = min(
        i < left.count ? left[i].length : .max,
        j < right.count ? right[j].length : .max)
      var a = LifeTable.Row(length: length)
      var b = a
      if i < left.count, left[i].length == length {
        a = left[i]
        i += 1
      }
      if j < right.count, right[j].length == length {
        b = right[j]
        j += 1
      }
      let (n, d) = (n1 + n2, Double(a.stopped + b.stopped))
      observed += Double(a.stopped)
      expected += d * (n1 / n)
      if n > 1 { variance += d * (n1 / n) * (n2 / n) * ((n - d) / (n - 1)) }
      n1 -= Double(a.total)
      n2 -= Double(b.total)
    }
  }

  /// (O − E)²/V; 0 where no length can tell the tables apart.
  public var statistic: Double {
    guard variance > 0 else { return 0 }
    return (observed - expected) * (observed - expected) / variance
  }

  /// The probability of a statistic at least as large under the null.
  public var pValue: Double { Double.exp(logPValue) }

  /// log of the p-value, where that underflows.
  public var logPValue: Double { logChiSquareSurvival(statistic, degrees: 1) }
}
