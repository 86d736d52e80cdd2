import DecodeStatistics

/// Scheme 3 from what is known of the request: a time that the next answer
/// exceeds rarely, by a conformal bound on top of its conditional forecast.
///
/// With probability of at least `level`, averaged over requests and data, the
/// answer takes no longer than planned, if it is exchangeable with those that
/// the model learnt last (`ConformalScores`). It is no promise for each
/// prompt; the bound of `ConservativeEstimator` holds for the task's law with
/// confidence, and is as long for every request of the task. Where prompts
/// tell something, plans of the same share of exceeded ones are much shorter.
///
/// The length is bounded; with noise around its time, the plan is the quantile
/// of T at the level of the law that covers its share of lengths, and a caveat
/// says so. Where the scores are too few for the promise, the plan is the time
/// of the cap; without a cap there is none.
public struct ConformalEstimator: DecodeEstimator {
  /// The laws of the tasks, with the conditional model.
  public let model: CompiledModel
  /// q, the promise.
  public let level: Double

  /// Plans with a conformal bound.
  ///
  /// - Parameters:
  ///   - model: A model with `DecodeModel.conditional`.
  ///   - level: q in (0, 1).
  /// - Throws: `EstimationError.requestOutOfRange` for another level,
  ///   `noConditionalModel` for a model without.
  public init(
    _ model: CompiledModel, level: Double = 0.95
  ) throws(EstimationError) {
    try EstimationError.require("level", inUnit: level)
    guard model.model.conditional.map({ $0.count > 0 }) ?? false else {
      throw .noConditionalModel
    }
    self.model = model
    self.level = level
  }

  /// The bound and the time that it takes.
  ///
  /// - Throws: `EstimationError` if the request is out of range.
  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    try estimate(request, scheme: .conservative)
  }

  func estimate(
    _ request: DecodeRequest, scheme: EstimationScheme
  ) throws(EstimationError) -> DecodeEstimate {
    var (task, estimate) = try model.prepare(
      request, scheme: scheme, kind: .conformalBound)
    guard let conditional = model.model.conditional else {
      throw .noConditionalModel
    }
    let bound: Bound
    do throws(BoundError) {
      bound = try conditional.conformalBound(request.features, level: level)
    } catch {
      throw .bound(task.id, error)
    }
    estimate.bound = bound
    if bound.limit == .unbounded,
      bound.observations < bound.requiredObservations
    {
      estimate.caveats.append(
        .fewObservations(
          bound.observations, required: bound.requiredObservations))
    }
    // A bound of the whole answer bounds what is left of one under way only
    // where it is longer than what is out.
    let tokens =
      estimate.cap.map { bound.tokens(underCap: $0) } ?? bound.limit.tokens
    guard let tokens else { return estimate }
    guard request.generatedTokens == 0 else {
      estimate.caveats.append(.promiseAtTheStart)
      estimate.plan(tokens: max(tokens, request.generatedTokens))
      return estimate
    }
    estimate.plan(tokens: tokens)
    if estimate.times.noise != nil {
      let share = 1 - task.lengths.survival(at: tokens + 1)
      estimate.plannedTime = estimate.quantile(max(share, level))?.time
      estimate.caveats.append(.noiseIsEstimated)
    }
    return estimate
  }
}
