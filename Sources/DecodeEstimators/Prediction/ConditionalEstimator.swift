public import DecodeStatistics

/// Scheme 2 from a conditional, adaptive length model: the law of T given the
/// task and the prompt's length, planned with one of its quantiles.
///
/// ```swift
/// var estimator = ConditionalEstimator(lengths, latency: latency)
/// let estimate = try estimator.estimate(
///   DecodeRequest(task: "chat", promptTokens: 812))
/// try estimator.observe(answer)  // once it has ended
/// ```
///
/// All figures are plug-in estimates and promise nothing. An estimate costs
/// as much as the model's law: O(experts · depth · distinct lengths).
public struct ConditionalEstimator: DecodeEstimator {
  /// The model.
  public private(set) var lengths: ConditionalLengthModel
  /// The time of each position.
  public let latency: LatencyModel
  /// Which output tokens are decode steps.
  public let convention: DecodeStepConvention
  /// q, the level of the quantile planned with.
  public let level: Double

  /// Plans with the quantile of a level.
  ///
  /// - Parameters:
  ///   - lengths: A model that has seen at least one answer.
  ///   - latency: The time of each position.
  ///   - convention: Which output tokens are decode steps.
  ///   - level: q in (0, 1).
  /// - Throws: `EstimationError.requestOutOfRange` for another level,
  ///   `noTasks` for a model that has seen nothing.
  public init(
    _ lengths: ConditionalLengthModel, latency: LatencyModel,
    convention: DecodeStepConvention = .everyTokenIsAStep,
    level: Double = 0.95
  ) throws(EstimationError) {
    try EstimationError.require("level", inUnit: level)
    guard lengths.count > 0 else { throw .noTasks }
    self.lengths = lengths
    self.latency = latency
    self.convention = convention
    self.level = level
  }

  /// Learns an answer; one that stands for several once for each.
  ///
  /// - Throws: `EstimationError.table` for a length below 1.
  public mutating func observe(
    _ answer: RecordedAnswer
  ) throws(EstimationError) {
    for _ in 0..<max(answer.count, 0) {
      do throws(LifeTableError) {
        try lengths.observe(
          length: answer.tokens, ending: answer.ending,
          request: answer.request.features)
      } catch {
        throw .table(error)
      }
    }
  }

  /// The law and its quantile.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    try request.validate()
    guard let law = lengths.law(for: request.features) else { throw .noTasks }
    let longest = min(
      max(law.lengths.last ?? 1, 1), TotalDecodeTime.maximumCap)
    var time = TotalDecodeTime(
      law, latency: latency, cap: request.cap ?? longest,
      convention: convention)
    if request.generatedTokens > 0 {
      time = time.remaining(after: request.generatedTokens)
    }
    let hidden = law.unidentifiedMass
    var caveats: [Caveat] = []
    if hidden > 0, request.cap ?? .max > longest {
      caveats.append(.beyondTheData(longest: longest))
    }
    var estimate = DecodeEstimate(
      scheme: .distributional, task: request.task,
      observations: lengths.count, cap: request.cap, plannedTokens: nil,
      plannedTime: nil, kind: .plugInQuantile, time: time,
      times: ServingTimes(latency: latency),
      unidentifiedMass: request.cap == nil && !time.isOver
        ? hidden / law.survival(at: request.generatedTokens + 1) : 0,
      caveats: caveats)
    estimate.plan(quantile: level)
    return estimate
  }
}
