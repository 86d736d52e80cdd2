public import LengthLaws

extension LengthDistribution {
  /// The cap of least expected cost, where each token that is cut costs one
  /// amount and each token that is reserved in vain another.
  ///
  ///     min_c E[a (N − c)⁺ + b (c − N)⁺]  at  c = quantile(a/(a + b))
  ///
  /// The same cap is best where a and b are costs of seconds, whatever the
  /// step latency, for the decode time grows with the length.
  ///
  /// - Parameters:
  ///   - cutting: a > 0, the cost of one token cut.
  ///   - waiting: b > 0, the cost of one token reserved in vain.
  /// - Returns: c; `Int.max` where the law is hidden at that level.
  /// - Throws: `DecodeTimeError` for other costs.
  ///
  /// Source: K. J. Arrow, T. Harris and J. Marschak, Econometrica 19, 250
  /// (1951), doi:10.2307/1906813.
  public func newsvendorCap(
    cutting: Double, waiting: Double
  ) throws(DecodeTimeError) -> Int {
    for (name, cost) in [("cost of cutting", cutting), ("of waiting", waiting)]
    {
      try DecodeTimeError.require(
        cost > 0 && cost < .infinity, name, cost, "(0, ∞)")
    }
    // Divided before the sum, which might overflow; and waiting costs
    // something, however little.
    return quantile(min(1 / (1 + waiting / cutting), 1 - 0x1p-53))
  }
}
