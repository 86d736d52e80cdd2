public import DecodeStatistics

/// The feasibility check of the source document, figure for figure.
///
/// Prefill may take 80 % of the budget; the decode phase is then planned with
/// a fixed number of tokens a task — 6 for VQA, 64 for captioning, 28 for
/// document QA, 15 for text VQA, 20 for any other — times the average latency
/// per token of answers of that length.
///
/// It promises nothing: the figures are one data set's P95 or maximum. Use
/// `LayeredEstimator` for the same two layers on one's own answers.
public struct PublishedBudgetRule: Sendable {
  /// Tokens to plan with, by task.
  public static let maximumTokens: [TaskID: Int] = [
    .vqa: 6, .captioning: 64, .docQA: 28, .textVQA: 15, .default: 20,
  ]

  /// Tokens to plan with for a task without a figure of its own.
  public static let defaultMaximumTokens = 20

  /// The share of the budget that prefill may take.
  public static let prefillShare = 0.8

  /// The reasons, as published.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// Prefill and decode fit.
    case feasible = "Feasible"
    /// Prefill takes more than 80 % of the budget.
    case prefillExceedsBudget = "Prefill exceeds budget"
    /// Prefill and the planned decode time together exceed the budget.
    case decodeExceedsRemainingBudget =
      "Decode estimate exceeds remaining budget"
  }

  /// The average latency per token, by the length of answers.
  public var latency: AverageLatencyTable

  /// The check with a table of averages.
  public init(latency: AverageLatencyTable = .publishedVLM) {
    self.latency = latency
  }

  /// The planned decode time: the task's tokens times their average latency.
  public func plannedDecodeTime(task: TaskID?) -> Duration {
    let tokens =
      task.flatMap { Self.maximumTokens[$0] } ?? Self.defaultMaximumTokens
    return .clamped(seconds: latency.totalLatency(forLength: tokens))
  }

  /// Whether a request of a task fits into a budget, and if not, why.
  public func check(
    task: TaskID?, prefill: Duration, budget: Duration
  ) -> Verdict {
    if prefill.inSeconds > budget.inSeconds * Self.prefillShare {
      return .prefillExceedsBudget
    }
    return TotalDecodeTime.isWithin(
      (prefill + plannedDecodeTime(task: task)).inSeconds, budget.inSeconds)
      ? .feasible : .decodeExceedsRemainingBudget
  }
}
