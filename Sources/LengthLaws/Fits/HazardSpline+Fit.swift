import NumericalMethods
import RealModule

/// A hazard spline with what was chosen in fitting it.
public struct HazardSplineFit: Sendable {
  /// The fitted law.
  public var distribution: HazardSpline
  /// The log-likelihood of the data, without the penalty.
  public var logLikelihood: Double
  /// λ, the weight of the roughness penalty.
  public var smoothing: Double
  /// The effective number of parameters, tr(H⁻¹BᵀWB): 2 for a straight line,
  /// the number of basis functions without a penalty.
  public var effectiveParameters: Double

  /// Akaike's information criterion, 2p − 2 log L, with the effective number
  /// of parameters.
  public var aic: Double { 2 * effectiveParameters - 2 * logLikelihood }

  /// The Bayesian information criterion, p log n − 2 log L, likewise.
  ///
  /// - Parameter observations: n, the answers fitted to.
  /// - Returns: The criterion.
  public func bic(observations: Int) -> Double {
    effectiveParameters * Double.log(Double(observations)) - 2 * logLikelihood
  }
}

extension HazardSpline {
  /// Fits the spline to a life table by penalised likelihood.
  ///
  /// At each position the answers that end are binomial among those at risk;
  /// the coefficients of a cubic B-spline basis in log k maximise
  ///
  ///     Σ_k d(k) η(k) − n(k) log(1 + e^{η(k)}) − λ/2 Σ (Δ²β)²
  ///
  /// by penalised iteratively reweighted least squares. λ maximises the
  /// marginal likelihood in Laplace's approximation (REML), over a grid
  /// refined by golden section.
  ///
  /// The cost is in positions: O(longest length) an iteration.
  ///
  /// - Parameters:
  ///   - table: The answers; the longest has at most 2²⁰ tokens.
  ///   - basisSize: Basis functions, 5 to 60.
  /// - Returns: The law, its smoothing and effective parameters.
  /// - Throws: `LengthLawError`.
  ///
  /// Sources: P. H. C. Eilers and B. D. Marx, Stat. Sci. 11, 89 (1996),
  /// doi:10.1214/ss/1038425655; S. N. Wood, JRSS B 73, 3 (2011),
  /// doi:10.1111/j.1467-9868.2010.00749.x.
  public static func fit(
    _ table: LifeTable, basisSize: Int = 24
  ) throws(LengthLawError) -> HazardSplineFit {
    try CensoredSample(table).validate()
    let size = min(max(basisSize, 5), 60)
    let problem = try HazardProblem(table, basisSize: size)
    func cost(_ logSmoothing: Double) -> (Double, HazardSolution?) {
      guard let solution = problem.solve(smoothing: Double.exp(logSmoothing))
      else { return (.infinity, nil) }
      return (-solution.marginal, solution)
    }
    let grid = stride(from: -8.0, through: 16, by: 2).map { $0 }
    let costs = grid.map { cost($0).0 }
    guard
      let best = costs.indices.min(by: { costs[$0] < costs[$1] }),
      costs[best] < .infinity
    else { throw .noMaximum("no smoothing gives a maximum") }
    let center = goldenSection(
      from: grid[best] - 2, to: grid[best] + 2
    ) { cost($0).0 }
    guard let solution = cost(center).1 ?? cost(grid[best]).1 else {
      throw .noMaximum("no smoothing gives a maximum")
    }
    return HazardSplineFit(
      distribution: HazardSpline(
        logitHazards: problem.basis.curve(solution.coefficients)),
      logLikelihood: solution.logLikelihood, smoothing: solution.smoothing,
      effectiveParameters: solution.effectiveParameters)
  }
}

/// The minimum of a function with one valley, to a width of 0.05.
private func goldenSection(
  from low: Double, to high: Double, _ function: (Double) -> Double
) -> Double {
  let ratio = (5.0.squareRoot() - 1) / 2
  var (a, b) = (low, high)
  var (c, d) = (b - ratio * (b - a), a + ratio * (b - a))
  var (atC, atD) = (function(c), function(d))
  while b - a > 0.05 {
    if atC < atD {
      (b, d, atD) = (d, c, atC)
      c = b - ratio * (b - a)
      atC = function(c)
    } else {
      (a, c, atC) = (c, d, atD)
      d = a + ratio * (b - a)
      atD = function(d)
    }
  }
  return (a + b) / 2
}
