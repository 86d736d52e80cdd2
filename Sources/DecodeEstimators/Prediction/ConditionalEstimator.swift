public import DecodeStatistics

/// Scheme 2 from any forecaster of lengths: the law of T given all that is
/// known of the request, planned with one of its quantiles.
///
/// ```swift
/// var estimator = try ConditionalEstimator(lengths, latency: latency)
/// let estimate = try estimator.estimate(
///   DecodeRequest(task: "chat", promptTokens: 812))
/// try estimator.observe(answer)  // once it has ended
/// ```
///
/// All figures are plug-in estimates and promise nothing.
public struct ConditionalEstimator<Forecaster: LengthForecaster>:
  DecodeEstimator
{
  /// The forecaster.
  public private(set) var lengths: Forecaster
  /// The time of each position.
  public let latency: LatencyModel
  /// Which output tokens are decode steps.
  public let convention: DecodeStepConvention
  /// q, the level of the quantile planned with.
  public let level: Double
  /// Answers learnt here.
  private var observed = 0

  /// Plans with the quantile of a level.
  ///
  /// - Parameters:
  ///   - lengths: A forecaster that has seen at least one answer.
  ///   - latency: The time of each position.
  ///   - convention: Which output tokens are decode steps.
  ///   - level: q in (0, 1).
  /// - Throws: `EstimationError.requestOutOfRange` for another level,
  ///   `noTasks` for a forecaster that has seen nothing.
  public init(
    _ lengths: Forecaster, latency: LatencyModel,
    convention: DecodeStepConvention = .everyTokenIsAStep,
    level: Double = 0.95
  ) throws(EstimationError) {
    try EstimationError.require("level", inUnit: level)
    self.lengths = lengths
    self.latency = latency
    self.convention = convention
    self.level = level
    guard forecast(DecodeRequest()).identifiedThrough > 0 else {
      throw .noTasks
    }
  }

  /// Plans with the quantile of a level, by any step latency.
  ///
  /// - Throws: As the initialiser from a `LatencyModel`.
  public init(
    _ lengths: Forecaster, latency: some StepLatency,
    convention: DecodeStepConvention = .everyTokenIsAStep,
    level: Double = 0.95
  ) throws(EstimationError) {
    try self.init(
      lengths, latency: LatencyModel(latency), convention: convention,
      level: level)
  }

  /// What the forecaster says of a request, to be kept until its answer ends.
  public func forecast(_ request: DecodeRequest) -> LengthForecast {
    lengths.forecast(request.features)
  }

  /// Learns an answer; one that stands for several once for each.
  ///
  /// - Parameters:
  ///   - answer: The answer.
  ///   - forecast: What was served for it, from `forecast(_:)`; `nil` takes
  ///     what would be served now.
  /// - Throws: `EstimationError.law` for a length below 1.
  public mutating func observe(
    _ answer: RecordedAnswer, of forecast: LengthForecast? = nil
  ) throws(EstimationError) {
    let outcome = try answer.outcome()
    for _ in 0..<max(answer.count, 0) {
      lengths.observe(
        outcome, of: forecast ?? lengths.forecast(answer.request.features))
      observed += 1
    }
  }

  /// The law and its quantile.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    try estimate(request, from: nil)
  }

  /// The same from a forecast of the request that was made already.
  package func estimate(
    _ request: DecodeRequest, from forecast: LengthForecast?
  ) throws(EstimationError) -> DecodeEstimate {
    try request.validate()
    guard
      let task = CompiledTask(
        request.task, forecast: forecast ?? self.forecast(request),
        observations: observations,
        times: ServingTimes(latency: latency), convention: convention)
    else { throw .noTasks }
    var estimate = task.estimate(
      request, scheme: .distributional, kind: .plugInQuantile)
    estimate.plan(quantile: level)
    return estimate
  }

  /// The answers that estimates rest on, as far as is known.
  private var observations: Int {
    (lengths as? ConditionalLengthModel)?.count ?? observed
  }
}

extension RecordedAnswer {
  /// What a forecaster learns of the answer.
  ///
  /// - Throws: `EstimationError.law` for a length below 1.
  public func outcome() throws(EstimationError) -> Outcome {
    do throws(LengthLawError) {
      return try Outcome(length: tokens, ending: ending, cap: request.cap)
    } catch {
      throw .law(error)
    }
  }
}
