import DecodeEstimators
import DecodeStatistics

/// The planner's rule of thumb: a multiple of the mean length.
public struct SafetyFactorEstimator: DecodeEstimator {
  /// By how much the mean is multiplied.
  public let factor: Double
  private let model: CompiledModel

  public init(_ model: DecodeModel, factor: Double = 2) throws {
    self.model = try CompiledModel(model)
    self.factor = factor
  }

  public func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    let task = try model[request.task, request.configuration]
    let cap = min(request.cap ?? task.cap ?? task.time.cap, task.time.cap)
    let time = task.time.capped(at: max(cap, 1))
      .remaining(after: request.generatedTokens)
    let mean = time.meanTokens + Double(min(request.generatedTokens, cap))
    let planned = min(Int((factor * mean).rounded(.up)), cap)
    return DecodeEstimate(
      scheme: EstimationScheme("safety factor"), task: task.id,
      observations: task.table.count, cap: cap,
      plannedTokens: Double(planned),
      plannedTime: .seconds(time.time(through: planned)),
      kind: .plugInQuantile, time: time, times: task.times,
      caveats: planned == cap ? [.atTheCap(cap)] : [])
  }
}
