public import DecodeStatistics

/// Tells the task of a request from its prompt.
///
/// The task selects the length distribution, so a wrong task is an error in
/// every figure that follows. A caller that knows the task should say so
/// instead.
///
/// Every string has a task; one that fits none has a fallback such as
/// `TaskID.default`. The same prompt always has the same task.
public protocol TaskClassifier: Sendable {
  /// The task that a prompt belongs to.
  func classify(_ prompt: String) -> TaskID
}
