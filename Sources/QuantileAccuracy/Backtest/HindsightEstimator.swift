internal import DecodeEstimators
internal import DecodeStatistics

/// Plans with the quantile of the judged answers themselves: of their measured
/// times where there are any, else of the law of their lengths.
struct HindsightEstimator: DecodeEstimator {
  private struct Key: Hashable {
    var task: TaskID?
    var configuration: ServingConfiguration?
    var cap: Int?
  }

  private let law: DistributionalEstimator
  /// The quantiles of measured times; beyond the data there is none.
  private var seconds: [Key: Double?] = [:]

  /// Measures what the requests of judged answers took.
  init(
    _ model: CompiledModel, judged: [RecordedAnswer], level: Double
  ) throws(EstimationError) {
    law = try DistributionalEstimator(model, level: level)
    for request in Set(judged.map(\.request)) {
      let key = Self.key(request, try model.task(request).cap)
      guard seconds[key] == nil else { continue }
      do throws(DecodeTimeError) {
        let times = try model.model.measured.pooled(
          task: key.task, configuration: key.configuration
        ).decode
        if !times.isEmpty {
          seconds[key] = .some(try times.quantile(level, underCap: key.cap))
        }
      } catch {
        throw .times(error)
      }
    }
  }

  private static func key(_ request: DecodeRequest, _ cap: Int?) -> Key {
    Key(
      task: request.task, configuration: request.configuration,
      cap: request.cap ?? cap)
  }

  func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> DecodeEstimate {
    var estimate = try law.estimate(request)
    if request.generatedTokens == 0,
      let measured = seconds[Self.key(request, estimate.cap)]
    {
      estimate.plannedTokens = nil
      estimate.plannedTime = measured.map { .clamped(seconds: $0) }
    }
    return estimate
  }
}

extension CompiledModel {
  /// The task of a request under its configuration.
  fileprivate func task(
    _ request: DecodeRequest
  ) throws(EstimationError) -> CompiledTask {
    try self[request.task, request.configuration]
  }
}
