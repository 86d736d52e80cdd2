import NumericalMethods
import RealModule

/// The chi-square and likelihood-ratio comparison of counts in cells.
///
///     X² = Σ (O − E)²/E,   G² = 2 Σ O log(O/E)
///
/// If nothing was estimated, both are asymptotically chi-square with cells − 1
/// degrees of freedom. Each parameter estimated takes one off, if it was
/// estimated from these cells; estimated from the lengths themselves, the law
/// lies between the two (Chernoff and Lehmann 1954,
/// doi:10.1214/aoms/1177728726), and `GoodnessOfFitTest` gives it.
///
/// Under censoring O is n times the Kaplan–Meier estimate. Only if no answer
/// is censored before the last cell is that a count, and only then is there
/// an asymptotic p-value.
public struct CellTest: Sendable, Hashable {
  /// The answers of a range of lengths.
  public struct Cell: Sendable, Hashable {
    /// The shortest length.
    public var first: Int
    /// The longest; `nil` for no end.
    public var last: Int?
    /// O.
    public var observed: Double
    /// E, what the law expects.
    public var expected: Double
  }

  /// The cells, shortest first; unless the last is closed they cover
  /// {1, 2, …}.
  public var cells: [Cell]
  /// Whether the observed numbers are counts.
  public var isMultinomial: Bool

  /// X².
  public var pearson: Double {
    cells.reduce(0) { sum, cell in
      let gap = cell.observed - cell.expected
      return gap == 0 ? sum : sum + gap * gap / cell.expected
    }
  }

  /// G².
  public var deviance: Double {
    // 2 Σ (O log(O/E) + E − O) has no negative term to cancel; O − E adds up
    // to nothing unless the cells leave some lengths out.
    cells.reduce(0) { sum, cell in
      let gap = cell.observed - cell.expected
      guard cell.observed > 0 else { return sum }
      return sum + 2
        * (NumericalMethods.deviance(
          cell.observed, mean: cell.expected, difference: gap) + gap)
    }
  }

  /// Cells − 1 − parameters estimated; `nil` if none is left.
  public func degreesOfFreedom(parametersEstimated: Int = 0) -> Int? {
    let degrees = cells.count - 1 - parametersEstimated
    return degrees > 0 ? degrees : nil
  }

  /// The asymptotic p-value of X²; `nil` where there is none.
  public func pearsonPValue(parametersEstimated: Int = 0) -> Double? {
    pValue(pearson, parametersEstimated)
  }

  /// The asymptotic p-value of G²; `nil` where there is none.
  public func deviancePValue(parametersEstimated: Int = 0) -> Double? {
    pValue(deviance, parametersEstimated)
  }

  private func pValue(_ statistic: Double, _ parameters: Int) -> Double? {
    guard isMultinomial,
      let degrees = degreesOfFreedom(parametersEstimated: parameters)
    else { return nil }
    return Double.exp(
      logChiSquareSurvival(statistic, degrees: Double(degrees)))
  }
}
