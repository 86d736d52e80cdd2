/// A parametric law that is fitted to life tables.
public protocol FittableDistribution: LengthDistribution, Hashable {
  /// The parameters' names, as files and the command line have them.
  static var parameterNames: [String] { get }

  /// The law with the given parameters, in the order of `parameterNames`.
  ///
  /// - Throws: `LengthLawError` if one is out of range.
  init(parameterValues: [Double]) throws(LengthLawError)

  /// The parameters, in the order of `parameterNames`.
  var parameterValues: [Double] { get }

  /// The maximum likelihood fit to a censored sample; see `CensoredSample`
  /// for the likelihood. It costs as much as the sample has terms.
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found.
  static func fit(_ sample: CensoredSample) throws(LengthLawError) -> LengthFit<
    Self
  >
}

extension FittableDistribution {
  /// The maximum likelihood fit to a life table with right-censoring.
  ///
  ///     log L = Σ_k ended(k) log P(N = k) + censored(k) log S(k + 1)
  ///
  /// It costs as much as there are distinct lengths.
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found.
  public static func fit(_ table: LifeTable) throws(LengthLawError)
    -> LengthFit<Self>
  {
    try fit(CensoredSample(table))
  }
}

extension LengthDistribution {
  /// log L of a censored sample; see `CensoredSample` for its terms.
  public func logLikelihood(of sample: CensoredSample) -> Double {
    var sum = 0.0
    sample.forEachTerm { event, weight in
      sum += weight * event.logProbability(self)
    }
    return sum
  }

  /// log L of a life table: Σ ended(k) log P(N = k) + censored(k) log S(k + 1).
  public func logLikelihood(of table: LifeTable) -> Double {
    logLikelihood(of: CensoredSample(table))
  }
}
