public import LengthLaws
import RealModule

/// The length as a negative binomial whose mean depends on features.
///
///     E[N − 1] = exp(β₀ + β₁ x₁ + …),  Var[N − 1] = m + m²/size.
///
/// The generalised linear model with log link that R's `glm.nb` and others
/// fit, for right-censored answers too.
public struct NegativeBinomialRegression: Sendable, Hashable {
  /// The features' names.
  public let featureNames: [String]
  /// β₀, then one coefficient for each feature in its own unit; 0 for one
  /// that did not vary.
  public let coefficients: [Double]
  /// Standard errors of the coefficients, from the observed information about
  /// them and the size together; `nil` for features that did not vary.
  public let standardErrors: [Double?]
  /// The size r; infinite where the answers spread no more than a Poisson.
  public let size: Double
  /// Its standard error, likewise; `nil` where the size is infinite.
  public let sizeStandardError: Double?
  /// The log-likelihood of the answers.
  public let logLikelihood: Double
  /// Answers that were fitted.
  public let observations: Int

  /// The predicted law of N.
  ///
  /// - Parameter features: One finite number for each feature.
  /// - Returns: A negative binomial; its mean is the prediction of scheme 1.
  /// - Throws: `ForecastError` for other features.
  public func distribution(
    features: [Double]
  ) throws(ForecastError) -> NegativeBinomial {
    try RegressionSample(featureNames: featureNames).check(features)
    var exponent = coefficients[0]
    for (beta, x) in zip(coefficients.dropFirst(), features) {
      exponent += beta * x
    }
    return Self.law(exponent, size: size)
  }

  /// The law at a linear predictor, held within what tables can hold: beyond
  /// the data an exponential soon leaves every sensible range.
  static func law(_ exponent: Double, size: Double) -> NegativeBinomial {
    let mean = Double.exp(min(max(exponent, -30), 20))
    guard let law = try? NegativeBinomial(meanBeyondFirst: mean, size: size)
    else { preconditionFailure("No law of mean \(mean) and size \(size)") }
    return law
  }
}

extension NegativeBinomialRegression: Codable {
  private enum CodingKeys: String, CodingKey {
    case featureNames
    case coefficients
    case standardErrors
    case size
    case sizeStandardError
    case logLikelihood
    case observations
  }

  /// Reads a regression; a size that is `null` is infinite.
  ///
  /// - Throws: `DecodingError` unless there is one coefficient more than
  ///   features and the size is above 0.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    featureNames = try values.decode([String].self, forKey: .featureNames)
    coefficients = try values.decode([Double].self, forKey: .coefficients)
    standardErrors = try values.decode(
      [Double?].self, forKey: .standardErrors)
    size =
      try values.decodeIfPresent(Double.self, forKey: .size) ?? .infinity
    sizeStandardError = try values.decodeIfPresent(
      Double.self, forKey: .sizeStandardError)
    logLikelihood = try values.decode(Double.self, forKey: .logLikelihood)
    observations = try values.decode(Int.self, forKey: .observations)
    guard coefficients.count == featureNames.count + 1,
      standardErrors.count == coefficients.count, size > 0
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .coefficients, in: values,
        debugDescription: "one coefficient more than features and a size "
          + "above 0 are due")
    }
  }

  /// Writes the regression, an infinite size as `null`.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(featureNames, forKey: .featureNames)
    try values.encode(coefficients, forKey: .coefficients)
    try values.encode(standardErrors, forKey: .standardErrors)
    try values.encode(size.isFinite ? size : nil, forKey: .size)
    try values.encode(sizeStandardError, forKey: .sizeStandardError)
    try values.encode(logLikelihood, forKey: .logLikelihood)
    try values.encode(observations, forKey: .observations)
  }
}
