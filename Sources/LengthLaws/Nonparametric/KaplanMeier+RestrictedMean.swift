/// E[min(N, c)] with the uncertainty of its estimate.
public struct RestrictedMean: Sendable, Hashable {
  /// c, the cap up to which lengths count.
  public var cap: Int
  /// Σ_{k=1..c} Ŝ(k), in tokens.
  public var value: Double
  /// Its standard error, in tokens.
  public var standardError: Double
}

extension KaplanMeier {
  /// The restricted mean through `cap` with its standard error.
  ///
  ///     Var = Σ_i (Σ_{k = i+1..c} Ŝ(k))² d(i)/(n(i)(n(i) − d(i)))
  ///
  /// over the lengths i at which answers ended. Beyond `identifiedThrough`
  /// the curve is held flat, which makes the value an upper limit.
  ///
  /// - Precondition: `cap` ≥ 1.
  ///
  /// Source: J. P. Klein and M. L. Moeschberger, *Survival Analysis*, 2nd
  /// ed., eq. 4.5.2.
  public func restrictedMeanEstimate(through cap: Int) -> RestrictedMean {
    precondition(cap >= 1, "Cap should be at least 1, but is \(cap)")
    let inside = lengths.prefix { $0 < cap }.count
    var area = 0.0  // Σ Ŝ(k) over k beyond the length at hand.
    var variance = 0.0
    var end = cap
    for index in stride(from: inside - 1, through: 0, by: -1) {
      area += Double(end - lengths[index]) * survivalBeyond[index]
      let before = index > 0 ? greenwoodSum[index - 1] : 0
      if area > 0 { variance += area * area * (greenwoodSum[index] - before) }
      end = lengths[index]
    }
    return RestrictedMean(
      cap: cap, value: area + Double(end),
      standardError: variance.squareRoot())
  }
}
