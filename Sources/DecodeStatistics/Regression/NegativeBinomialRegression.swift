import RealModule

/// The length as a negative binomial whose mean depends on features.
///
///     E[N − 1] = exp(β₀ + β₁ x₁ + …),  Var[N − 1] = m + m²/size.
///
/// The generalised linear model with log link that R's `glm.nb` and others
/// fit, for right-censored answers too.
public struct NegativeBinomialRegression: Sendable, Hashable, Codable {
  /// The features' names.
  public let featureNames: [String]
  /// β₀, then one coefficient for each feature in its own unit; 0 for one
  /// that did not vary.
  public let coefficients: [Double]
  /// Standard errors of the coefficients at the fitted size, from the expected
  /// information; `nil` for features that did not vary.
  public let standardErrors: [Double?]
  /// The size r; infinite where the answers spread no more than a Poisson.
  public let size: Double
  /// The log-likelihood of the answers.
  public let logLikelihood: Double
  /// Answers that were fitted.
  public let observations: Int

  /// The predicted law of N.
  ///
  /// - Parameter features: One finite number for each feature.
  /// - Returns: A negative binomial; its mean is the prediction of scheme 1.
  /// - Throws: `RegressionError` for other features.
  public func distribution(
    features: [Double]
  ) throws(RegressionError) -> NegativeBinomial {
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
