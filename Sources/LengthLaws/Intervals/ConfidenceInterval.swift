/// An interval computed so that it holds the true value with a stated
/// probability over the data.
public struct ConfidenceInterval: Sendable, Hashable {
  /// How an interval was computed.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Estimate ± z standard errors.
    case plain
    /// The same for the logarithm of a survival probability.
    case log
    /// The same for log(−log S).
    case logLog = "log-log"
    /// The beta-product confidence procedure by the method of moments.
    case betaProduct = "beta-product"
    /// Quantiles of the bootstrap replicates.
    case percentile
    /// Percentiles corrected for bias and skewness.
    case bca
    /// The parameters that a likelihood ratio does not refuse.
    case profileLikelihood = "profile-likelihood"
    /// The exact interval of a binomial proportion.
    case clopperPearson = "clopper-pearson"
    /// Estimate ± t standard errors, t of Student's law.
    case student
  }

  /// The lower end.
  public var lower: Double
  /// The upper end; `nil` where the data set none.
  public var upper: Double?
  /// The nominal probability of covering the true value, in (0, 1).
  public var level: Double
  /// How it was computed.
  public var method: Method

  /// An interval from its ends.
  public init(lower: Double, upper: Double?, level: Double, method: Method) {
    self.lower = lower
    self.upper = upper
    self.level = level
    self.method = method
  }

  /// Whether a value lies in the interval, its ends included.
  public func contains(_ value: Double) -> Bool {
    value >= lower && value <= upper ?? .infinity
  }
}
