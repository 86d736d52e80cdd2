/// The averages that a step latency implies: a(n) = L(n)/n.
///
/// What a benchmark that divides an answer's decode time by its length would
/// report. The opposite of `AverageLatencyTable.stepLatency()`:
///
/// ```swift
/// let table = AverageLatencyTable.publishedVLM
/// let steps = try table.stepLatency()
/// AverageLatency(of: steps).average(forLength: 6)  // 0.0411, as in `table`
/// ```
///
/// Not a `StepLatency` itself: passing averages where steps are wanted does
/// not compile.
public struct AverageLatency<Steps: StepLatency>: Sendable {
  /// The step latency that is averaged.
  public let steps: Steps

  /// The averages of `steps`.
  public init(of steps: Steps) { self.steps = steps }

  /// a(n) = L(n)/n in seconds per token; 0 for n < 1.
  public func average(forLength length: Int) -> Double {
    guard length >= 1 else { return 0 }
    return steps.cumulativeLatency(through: length) / Double(length)
  }

  /// L(n) = n·a(n) in seconds; 0 for n < 1.
  public func totalLatency(forLength length: Int) -> Double {
    steps.cumulativeLatency(through: length)
  }
}

extension AverageLatency: Equatable where Steps: Equatable {}
extension AverageLatency: Encodable where Steps: Encodable {}
extension AverageLatency: Decodable where Steps: Decodable {}
