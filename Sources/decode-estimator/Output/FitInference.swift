import DecodeStatistics

/// The JSON of what a bootstrap says of one fit.
struct FitInference: Encodable {
  struct Statistic: Encodable {
    var statistic: String
    var value: Double
    var pValue: Double
  }

  struct Quantity: Encodable {
    var value: Double
    var lower: Double
    @Nullable var upper: Double?
  }

  struct Quantile: Encodable {
    var level: Double
    @Nullable var tokens: Double?
    var lower: Double
    @Nullable var upper: Double?
  }

  var samples: Int
  /// Samples that could not be fitted; they count against the family.
  var failures: Int
  /// The confidence of the intervals.
  var confidence: Double
  var statistics: [Statistic]
  var quantiles: [Quantile]
  /// The cap of the expectations.
  var cap: Int
  var expectedTokens: Quantity
  /// E[T] without prefill; null without a latency.
  @Nullable var expectedSeconds: Quantity?

  /// Draws from a fitted family and fits again.
  ///
  /// - Throws: `LengthLawError` where there is nothing to infer from.
  init(
    _ table: LifeTable, _ family: Family, _ options: FitOptions,
    latency: LatencyModel?
  ) throws(LengthLawError) {
    let test = try GoodnessOfFitTest(
      table, family: family, replicates: options.bootstrap ?? 1,
      seed: options.seed)
    let cap = min(
      table.largestCap ?? table.maximum ?? 1, TotalDecodeTime.maximumCap)
    func quantity(
      _ value: @escaping (any LengthDistribution) -> Double
    ) throws(LengthLawError) -> Quantity {
      let interval = try test.interval(level: options.confidence, of: value)
      return Quantity(
        value: value(test.fit.distribution), lower: interval.lower,
        upper: interval.upper)
    }
    samples = test.replicates.count
    failures = test.failureCount
    confidence = options.confidence
    statistics = DiscreteFitStatistics.Kind.allCases.map {
      Statistic(
        statistic: $0.rawValue, value: test.statistics[$0],
        pValue: test.pValue($0))
    }
    var quantiles: [Quantile] = []
    for level in [0.5, 0.9, 0.95, 0.99] {
      let found = try quantity { law in
        let tokens = law.quantile(level)
        return tokens < .max ? Double(tokens) : .infinity
      }
      quantiles.append(
        Quantile(
          level: level, tokens: found.value, lower: found.lower,
          upper: found.upper))
    }
    self.quantiles = quantiles
    self.cap = cap
    expectedTokens = try quantity { $0.restrictedMean(through: cap) }
    expectedSeconds =
      if let latency {
        try quantity {
          TotalDecodeTime($0, latency: latency, cap: cap).mean
        }
      } else {
        nil
      }
  }

  /// For people, indented below the fit.
  func print(_ family: String) {
    let values = statistics.map {
      "\($0.statistic) p = \(Format.pValue($0.pValue))"
    }
    StandardOutput.print(
      "\(family): " + values.joined(separator: ", ")
        + " (\(samples) samples\(failures > 0 ? ", \(failures) without a fit" : ""))"
    )
    var parts = quantiles.map { quantile in
      "\(Format.level(quantile.level)) "
        + Self.range(quantile.tokens, quantile.lower, quantile.upper, 0)
    }
    parts.append(
      "E[min(N, \(cap))] "
        + Self.range(
          expectedTokens.value, expectedTokens.lower, expectedTokens.upper, 2))
    if let seconds = expectedSeconds {
      parts.append(
        "E[T] "
          + Self.range(
            seconds.value * 1000, seconds.lower * 1000,
            seconds.upper.map { $0 * 1000 }, 1) + " ms")
    }
    StandardOutput.print(
      "  if it holds, with \(Format.percent(confidence)) % intervals: "
        + parts.joined(separator: ", "))
  }

  private static func range(
    _ value: Double?, _ lower: Double, _ upper: Double?, _ decimals: Int
  ) -> String {
    "\(Format.number(value, decimals)) "
      + "(\(Format.number(lower, decimals))…\(Format.number(upper, decimals)))"
  }
}
