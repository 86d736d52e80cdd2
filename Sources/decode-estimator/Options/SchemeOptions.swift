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
  ///
  /// - Parameters:
  ///   - scheme: The scheme.
  ///   - model: The laws.
  ///   - promise: What schemes 3 and 4 promise.
  /// - Returns: The estimator.
  /// - Throws: `EstimationError` for a promise that the model cannot give.
  func estimator(
    _ scheme: EstimationScheme, _ model: CompiledModel,
    promise: PlanPromise = .confidence
  ) throws(EstimationError) -> any DecodeEstimator {
    try model.estimator(
      scheme, level: level, confidence: confidence, promise: promise)
  }

  /// The scheme asked for, or another.
  func scheme(or other: EstimationScheme) -> EstimationScheme {
    scheme.flatMap(EstimationScheme.init(number:)) ?? other
  }
}
