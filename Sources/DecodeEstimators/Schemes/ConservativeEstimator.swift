import DecodeStatistics

/// Scheme 3: the time of a length that answers exceed rarely, by an upper
/// confidence bound of a high quantile.
///
/// With probability of at least `confidence` over the answers that the model
/// was made from, at most 1 − `level` of all answers take longer than planned.
/// Where the answers are too few for that promise, the plan is the cap, which
/// no answer can exceed; without a cap there is no finite plan.
///
/// Where times scatter, 1 − `level` is shared equally: the length is bounded
/// at (1 + level)/2, and the plan is max_{n ≤ b} L(n)·r(n), r the noise's
/// quantile at the same level. Then P(T > plan) ≤ P(N > b) + (1 − level)/2. The
/// confidence is that of the length's bound; the noise is the fitted one.
public struct ConservativeEstimator: DecodeEstimator {
  /// The laws of the tasks.
  public let model: CompiledModel
  /// q, the level of the quantile that is bounded.
  public let level: Double
  /// The confidence of the bound; `nil` plans with the plug-in quantile, as
  /// tables of P95 and P99 do, and promises nothing.
  public let confidence: Double?

  /// A bound that was computed: of a task, `nil` for all pooled, at a level.
  private struct BoundKey: Hashable, Sendable {
    var task: TaskID?
    var level: Double
  }

  /// The bounds of answers from their start, so that an estimate looks them
  /// up.
  private let bounds = Memo<BoundKey, QuantileBound?>(limit: 1 << 16)

  /// Plans with a bound of a quantile.
  ///
  /// - Parameters:
  ///   - model: The laws of the tasks.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1), or `nil` for the plug-in quantile.
  /// - Throws: `EstimationError.requestOutOfRange` for other probabilities.
  public init(
    _ model: CompiledModel, level: Double = 0.95, confidence: Double? = 0.95
  ) throws(EstimationError) {
    try EstimationError.require("level", inUnit: level)
    if let confidence {
      try EstimationError.require("confidence", inUnit: confidence)
    }
    self.model = model
    self.level = level
    self.confidence = confidence
  }

  /// Compiles a model and plans with a bound of a quantile.
  ///
  /// - Throws: `EstimationError` as `CompiledModel.init(_:)`, or for a
  ///   probability outside (0, 1).
  public init(
    _ model: DecodeModel, level: Double = 0.95, confidence: Double? = 0.95
  ) throws(EstimationError) {
    try self.init(CompiledModel(model), level: level, confidence: confidence)
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
    guard let confidence else {
      var (_, estimate) = try model.prepare(
        request, scheme: scheme, kind: .plugInQuantile)
      estimate.plan(quantile: level)
      return estimate
    }
    var (task, estimate) = try model.prepare(
      request, scheme: scheme, kind: .upperConfidenceBound)
    guard !estimate.time.isOver else {
      estimate.plan(tokens: estimate.time.generated)
      return estimate
    }
    let isNoisy = task.times.noise != nil
    let level = isNoisy ? (1 + level) / 2 : level
    let members = task.members.isEmpty ? [task] : task.members
    // Each of a mixture's bounds takes its share of what may go wrong.
    let share =
      members.count == 1
      ? confidence : 1 - (1 - confidence) / Double(members.count)
    var longest: Int? = 0
    for member in members {
      func computed() throws(EstimationError) -> QuantileBound? {
        try member.orderStatisticBound(
          level: level, confidence: share, after: request.generatedTokens)
      }
      let bound =
        request.generatedTokens == 0 && members.count == 1
        ? try bounds.value(
          for: BoundKey(task: member.id, level: level), make: computed)
        : try computed()
      if let bound, bound.rank == nil {
        estimate.caveats.append(
          .fewObservations(
            bound.observations, required: bound.requiredObservations))
      }
      // No answer exceeds the cap, so min(N, c) is bounded even where N is
      // not.
      let tokens =
        estimate.cap.map { bound?.tokens(underCap: $0) ?? $0 }
        ?? bound?.limit.tokens
      longest = longest.flatMap { longest in tokens.map { max(longest, $0) } }
    }
    if let longest { estimate.plan(tokens: longest, noiseLevel: level) }
    return estimate
  }
}

extension CompiledTask {
  /// The bound from the answers still running after `generated` tokens, or
  /// `nil` if there are none.
  func orderStatisticBound(
    level: Double, confidence: Double, after generated: Int
  ) throws(EstimationError) -> QuantileBound? {
    let answers = generated > 0 ? table.running(after: generated) : table
    guard !answers.isEmpty else { return nil }
    do throws(BoundError) {
      return try answers.orderStatisticBound(
        level: level, confidence: confidence)
    } catch {
      throw .bound(id, error)
    }
  }
}
