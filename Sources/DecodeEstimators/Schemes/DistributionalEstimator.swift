import DecodeStatistics

/// Scheme 2: the whole law of T, planned with one of its quantiles.
///
/// The expected time E[T] = Σ l(k)·S(k), the spread, quantiles and P(T > t)
/// are those of the law; `plannedTime` is its q-quantile. These are plug-in
/// figures: nothing is promised about how well the law is known.
public struct DistributionalEstimator: DecodeEstimator {
  /// The laws of the tasks.
  public let model: CompiledModel
  /// q, the level of the quantile planned with.
  public let level: Double

  /// Plans with the quantile of a level.
  ///
  /// - Parameters:
  ///   - model: The laws of the tasks.
  ///   - level: q in (0, 1).
  /// - Throws: `EstimationError.requestOutOfRange` for another level.
  public init(
    _ model: CompiledModel, level: Double = 0.95
  ) throws(EstimationError) {
    try EstimationError.require("level", inUnit: level)
    self.model = model
    self.level = level
  }

  /// Compiles a model and plans with the quantile of a level.
  ///
  /// - Throws: `EstimationError` as `CompiledModel.init(_:)`, or for a level
  ///   outside (0, 1).
  public init(
    _ model: DecodeModel, level: Double = 0.95
  ) throws(EstimationError) {
    try self.init(CompiledModel(model), level: level)
  }

  /// The law and its quantile.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    try model.estimate(request, planning: level, scheme: .distributional)
  }
}

extension CompiledModel {
  /// The law and its quantile, under the name of a scheme.
  func estimate(
    _ request: DecodeRequest, planning level: Double, scheme: EstimationScheme
  ) throws(EstimationError) -> DecodeEstimate {
    try estimate(request, scheme: scheme, rule: .quantile(level)) {
      () throws(EstimationError) in
      var (_, estimate) = try prepare(
        request, scheme: scheme, kind: .plugInQuantile)
      estimate.plan(quantile: level)
      return estimate
    }
  }
}
