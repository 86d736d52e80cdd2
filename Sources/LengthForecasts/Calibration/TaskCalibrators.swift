public import LengthBounds
public import LengthLaws

/// Online calibration of length bounds, each task by itself.
///
/// ```swift
/// var bounds = TaskCalibrators(
///   try AdaptiveConformal(target: 0.05), score: .logRatio)
/// let bound = bounds.bound(task: "chat", forecast: 420)  // before
/// bounds.observe(
///   task: "chat", length: 388, ending: .stopped, forecast: 420)  // after
/// ```
///
/// The calibrator's promise holds for every task over the answers learnt
/// there, so the tasks have to be fixed beforehand and not chosen by length.
public struct TaskCalibrators<Calibrator: OnlineCalibrator>: Sendable {
  /// What a task starts with.
  public let initial: Calibrator
  /// What the calibrators learn.
  public let score: ConformityScore
  private var byTask: [TaskID: Calibrator] = [:]

  /// Calibrators that start alike.
  public init(_ initial: Calibrator, score: ConformityScore = .logRatio) {
    self.initial = initial
    self.score = score
  }

  /// The calibrator of a task.
  public subscript(task: TaskID) -> Calibrator { byTask[task] ?? initial }

  /// The tasks learnt, in order of their names.
  public var tasks: [TaskID] { byTask.keys.sorted() }

  /// The bound for the next answer of a task.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - forecast: In tokens, such as the quantile at the level 1 − α.
  /// - Returns: Tokens, or unbounded where the calibrator is.
  public func bound(task: TaskID, forecast: Double) -> QuantileBound.Limit {
    score.bound(forecast: forecast, threshold: self[task].threshold)
  }

  /// Learns an answer, with the forecast that was made before it.
  ///
  /// Bounds are for min(N, c), so an answer cut by its cap counts with the
  /// tokens it had. A cancelled one counts as a miss if it had already as many
  /// as its bound, and is left out otherwise, for then it is not known.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - length: Tokens generated.
  ///   - ending: How the answer ended.
  ///   - forecast: What `bound(task:forecast:)` was given.
  public mutating func observe(
    task: TaskID, length: Int, ending: Ending, forecast: Double
  ) {
    var calibrator = self[task]
    if ending == .cancelled {
      // It would have had one token more at least.
      let least = score.score(length: length.next, forecast: forecast)
      guard least > calibrator.threshold else { return }
      calibrator.observe(score: least)
    } else {
      calibrator.observe(
        score: score.score(length: length, forecast: forecast))
    }
    byTask[task] = calibrator
  }
}

extension TaskCalibrators: Equatable where Calibrator: Equatable {}
extension TaskCalibrators: Encodable where Calibrator: Encodable {}
extension TaskCalibrators: Decodable where Calibrator: Decodable {}
