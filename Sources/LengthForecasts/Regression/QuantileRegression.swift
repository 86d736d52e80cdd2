import RealModule

/// A quantile of the length that is linear in features.
///
///     Q_q(N | x) = β₀ + β₁ x₁ + …
///
/// Its coefficients minimise the pinball loss of the answers. Give log prompt
/// tokens, or whatever the length is linear in, as features.
public struct QuantileRegression: Sendable, Hashable {
  /// The features' names.
  public let featureNames: [String]
  /// q, in (0, 1).
  public let level: Double
  /// β₀, then one coefficient for each feature in its own unit; 0 for one
  /// that did not vary.
  public let coefficients: [Double]
  /// Σ ρ_q(n − Q): the pinball loss of the answers, in tokens.
  public let pinballLoss: Double
  /// Answers that were fitted.
  public let observations: Int

  /// The predicted quantile, in tokens, as the line gives it.
  ///
  /// - Parameter features: One finite number for each feature.
  /// - Returns: Tokens, not rounded; lines may leave the range of lengths.
  /// - Throws: `ForecastError` for other features.
  public func prediction(
    features: [Double]
  ) throws(ForecastError) -> Double {
    try RegressionSample(featureNames: featureNames).check(features)
    return zip(coefficients.dropFirst(), features).reduce(coefficients[0]) {
      $0 + $1.0 * $1.1
    }
  }

  /// The fit of least pinball loss.
  ///
  /// - Parameters:
  ///   - sample: Answers with features, none of them censored.
  ///   - level: q in (0, 1).
  /// - Returns: The regression.
  /// - Throws: `ForecastError` for censored answers, too few of them,
  ///   dependent features, or another level.
  ///
  /// Source: R. Koenker and G. Bassett, Econometrica 46, 33 (1978),
  /// doi:10.2307/1913643.
  public static func fit(
    _ sample: RegressionSample, level: Double
  ) throws(ForecastError) -> Self {
    guard level > 0, level < 1 else { throw .levelOutOfRange(level) }
    let censored = sample.isCensored.count { $0 }
    guard censored == 0 else { throw .censored(censored) }
    let design = try DesignMatrix(sample)
    let lengths = sample.lengths.map(Double.init)
    let beta = try QuantileProgram(
      design: design, lengths: lengths, level: level
    ).solution()
    let loss = zip(lengths, design.times(beta)).reduce(0.0) { sum, pair in
      let excess = pair.0 - pair.1
      return sum + max(level * excess, (level - 1) * excess)
    }
    return Self(
      featureNames: sample.featureNames, level: level,
      coefficients: design.unscaled(beta), pinballLoss: loss,
      observations: sample.count)
  }
}

extension QuantileRegression: Codable {
  private enum CodingKeys: String, CodingKey {
    case featureNames
    case level
    case coefficients
    case pinballLoss
    case observations
  }

  /// Reads a regression.
  ///
  /// - Throws: `DecodingError` unless there is one coefficient more than
  ///   features.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    featureNames = try values.decode([String].self, forKey: .featureNames)
    level = try values.decode(Double.self, forKey: .level)
    coefficients = try values.decode([Double].self, forKey: .coefficients)
    pinballLoss = try values.decode(Double.self, forKey: .pinballLoss)
    observations = try values.decode(Int.self, forKey: .observations)
    guard coefficients.count == featureNames.count + 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .coefficients, in: values,
        debugDescription: "one coefficient more than features is due, but "
          + "there are \(coefficients.count) for \(featureNames.count)")
    }
  }
}
