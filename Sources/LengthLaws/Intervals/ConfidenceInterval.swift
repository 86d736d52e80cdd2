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

/// Why an inference cannot be drawn.
public enum InferenceError: Error, Sendable, Hashable {
  /// A level or confidence outside (0, 1).
  case probabilityOutOfRange(name: String, value: Double)
  /// A number of replicates, workers, folds or cells that is too small.
  case tooFew(name: String, value: Int, least: Int)
  /// A position or cap below its least value.
  case lengthOutOfRange(name: String, value: Int, least: Int)
  /// A computation position by position over lengths too long for that.
  case lengthTooLong(value: Int, most: Int)
  /// No answer is left to infer from.
  case noAnswers
  /// The method does not estimate this quantity.
  case methodNotApplicable(ConfidenceInterval.Method)
  /// The model cannot be fitted.
  case fit(FitError)
  /// The family has no parameter of that name.
  case unknownParameter(String, accepted: [String])
  /// The fit belongs to other data.
  case fitOfOtherData
  /// A root or maximum was not found.
  case notConverged(String)
}

extension InferenceError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .probabilityOutOfRange(let name, let value):
      "\(name) should be a number strictly between 0 and 1, but is \(value)"
    case .tooFew(let name, let value, let least):
      "\(name) should be at least \(least), but is \(value)"
    case .lengthOutOfRange(let name, let value, let least):
      "\(name) should be at least \(least) tokens, but is \(value)"
    case .lengthTooLong(let value, let most):
      "lengths are gone through one by one up to \(most) tokens, but there "
        + "are some of \(value); cap the answers"
    case .noAnswers:
      "there are no answers to infer from; record at least one"
    case .methodNotApplicable(let method):
      "the method \(method.rawValue) does not serve here"
    case .fit(let error):
      error.description
    case .unknownParameter(let name, let accepted):
      "there is no parameter \(name); the family has "
        + accepted.joined(separator: ", ")
    case .fitOfOtherData:
      "the fit does not belong to these answers; fit them first"
    case .notConverged(let why):
      "the computation did not converge (\(why))"
    }
  }
}

extension InferenceError {
  /// The longest length up to which positions are gone through: 2²⁴.
  static let longest = 1 << 24

  /// Refuses to go through more positions than end in time and memory.
  static func require(goingThrough length: Int) throws(InferenceError) {
    guard length <= longest else {
      throw .lengthTooLong(value: length, most: longest)
    }
  }

  /// Refuses a probability outside (0, 1).
  static func require(
    _ name: String, inUnit value: Double
  ) throws(InferenceError) {
    guard value > 0, value < 1 else {
      throw .probabilityOutOfRange(name: name, value: value)
    }
  }
}
