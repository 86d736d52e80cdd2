/// A family with a law for given moments, for where nothing but moments is
/// published.
public protocol MomentFittable: FittableDistribution {
  /// The law with the given mean and, in families of two parameters, the given
  /// variance of N.
  ///
  /// - Throws: `FitError.parameter` if no law of the family has these moments;
  ///   the error names the moment and what would be accepted.
  static func matching(
    mean: Double, variance: Double
  ) throws(FitError) -> Self
}

extension MomentFittable {
  /// The law with the moments of the recorded lengths.
  ///
  /// Not a fit to censored data: a capped answer enters with the tokens it
  /// had. Use it where answers are complete or only moments are at hand.
  ///
  /// - Throws: `FitError`, `.allCensored` if any answer is censored.
  public static func momentFit(_ table: LifeTable) throws(FitError) -> Self {
    guard let mean = table.recordedMean else { throw .noAnswers }
    guard table.censoredCount == 0 else { throw .allCensored }
    let deviation = table.recordedStandardDeviation ?? 0
    return try matching(mean: mean, variance: deviation * deviation)
  }

  /// Makes a law whose parameters follow from moments.
  static func law(_ parameters: Double...) throws(FitError) -> Self {
    do throws(ParameterError) {
      return try Self(parameterValues: parameters)
    } catch {
      throw .parameter(error)
    }
  }

  /// Refuses a mean of N that no law of lengths with a spread has.
  static func requireMean(_ mean: Double) throws(FitError) {
    guard mean > 1, mean < .infinity else {
      throw .parameter(
        ParameterError("mean", mean, accepted: "a finite number above 1"))
    }
  }
}

extension Geometric: MomentFittable {
  /// p = 1/E[N].
  public static func matching(
    mean: Double, variance: Double
  ) throws(FitError) -> Geometric {
    try law(1 / mean)
  }
}

extension Poisson: MomentFittable {
  /// The mean of N − 1 is E[N] − 1.
  public static func matching(
    mean: Double, variance: Double
  ) throws(FitError) -> Poisson {
    try law(mean - 1)
  }
}

extension NegativeBinomial: MomentFittable {
  /// m = E[N] − 1 and r = m²/(Var[N] − m).
  public static func matching(
    mean: Double, variance: Double
  ) throws(FitError) -> NegativeBinomial {
    try requireMean(mean)
    let beyond = mean - 1
    guard variance > beyond else {
      throw .parameter(
        ParameterError(
          "variance", variance, accepted: "more than the mean of N - 1"))
    }
    return try law(beyond, beyond * beyond / (variance - beyond))
  }
}

extension YuleSimon: MomentFittable {
  /// ρ = E[N]/(E[N] − 1).
  public static func matching(
    mean: Double, variance: Double
  ) throws(FitError) -> YuleSimon {
    try requireMean(mean)
    return try law(mean / (mean - 1))
  }
}
