import ArgumentParser
import DecodeEstimators

/// Which scheme estimates, and what it promises.
struct SchemeOptions: ParsableArguments {
  @Option(
    help: "1 point, 2 distributional, 3 conservative, 4 layered.")
  var scheme: Int?

  @Option(help: "The share of requests that may exceed the planned time.")
  var risk = 0.05

  @Option(help: "The confidence of bounds (schemes 3 and 4).")
  var confidence = 0.95

  func validate() throws {
    try requireProbability(risk, "--risk")
    try requireProbability(confidence, "--confidence")
    if let scheme, EstimationScheme(number: scheme) == nil {
      throw ValidationError("--scheme should be 1, 2, 3 or 4, but is \(scheme)")
    }
  }

  /// The level of the quantile planned with.
  var level: Double { 1 - risk }

  /// The estimator of a scheme.
  func estimator(
    _ scheme: EstimationScheme, _ model: CompiledModel
  ) throws -> any DecodeEstimator {
    switch scheme {
    case .point:
      PointEstimator(model)
    case .distributional:
      try DistributionalEstimator(model, level: level)
    case .conservative:
      try ConservativeEstimator(model, level: level, confidence: confidence)
    default:
      try LayeredEstimator(
        ConservativeEstimator(model, level: level, confidence: confidence))
    }
  }

  /// The scheme asked for, or another.
  func scheme(or other: EstimationScheme) -> EstimationScheme {
    scheme.flatMap(EstimationScheme.init(number:)) ?? other
  }
}
