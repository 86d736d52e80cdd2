public import DecodeStatistics

/// What wrong labels of tasks cost: exact, from the laws of the tasks.
///
/// A prompt of task t that was taken for p is planned with the time P of p, and
/// admitted if prefill and P fit into the budget B; but its answer follows the
/// law of t. With T that law's decode time, each pair (t, p) has
///
///     overrun    P(T > P)
///     violation  P(prefill + T > B)
///     wasted     E[(P − T)⁺] = P·P(T ≤ P) − Σ_{L(n) ≤ P} L(n)·P(N = n)
///
/// and pairs are weighted by how often they occur among labelled prompts.
public struct MislabellingCost: Sendable, Hashable {
  /// A task, what it was taken for, and what came of it.
  public struct Pair: Sendable, Hashable, Codable {
    /// The task whose law answers follow.
    public let truth: TaskID
    /// The task that time was planned for.
    public let predicted: TaskID
    /// Prompts.
    public let count: Int
    /// P in seconds; `nil` if nothing finite can be promised.
    public let plannedSeconds: Double?
    /// Whether prefill and P fit into the budget.
    public let isAdmitted: Bool
    /// P(T > P); `nil` without a plan.
    public let overrunProbability: Double?
    /// P(prefill + T > B), admitted or not.
    public let violationProbability: Double
    /// E[(P − T)⁺]; `nil` without a plan.
    public let wastedSeconds: Double?
  }

  /// Means over prompts.
  public struct Summary: Sendable, Hashable, Codable {
    /// Prompts.
    public let count: Int
    /// The share admitted.
    public let admittedShare: Double
    /// P(T > P), over prompts with a plan; `nil` if none has one.
    public let overrunRate: Double?
    /// P(prefill + T > B), over prompts admitted; `nil` if none is.
    public let violationRate: Double?
    /// P, over prompts admitted; `nil` if none is.
    public let plannedSeconds: Double?
    /// E[(P − T)⁺], over prompts admitted; `nil` if none is.
    public let wastedSeconds: Double?

    init(_ pairs: [Pair]) {
      func mean(
        _ chosen: [Pair], _ value: (Pair) -> Double?
      ) -> Double? {
        let total = chosen.reduce(0.0) { $0 + Double($1.count) }
        guard total > 0 else { return nil }
        return chosen.reduce(0) {
          $0 + Double($1.count) / total * (value($1) ?? 0)
        }
      }
      let admitted = pairs.filter(\.isAdmitted)
      count = pairs.reduce(0) { $0 + $1.count }
      admittedShare = mean(pairs) { $0.isAdmitted ? 1 : 0 } ?? 0
      overrunRate = mean(
        pairs.filter { $0.plannedSeconds != nil }, \.overrunProbability)
      violationRate = mean(admitted, \.violationProbability)
      plannedSeconds = mean(admitted, \.plannedSeconds)
      wastedSeconds = mean(admitted, \.wastedSeconds)
    }
  }

  /// The pairs that occur, in order of truth, then of prediction.
  public let pairs: [Pair]
  /// With the labels of the classifier.
  public let labelled: Summary
  /// With the right label for every prompt.
  public let right: Summary
  /// Tasks of prompts of which the model has no answers: their law is not
  /// known, so those prompts are left out.
  public let unknownTasks: [TaskID]
  /// What to know of the plans and laws, each once.
  public let caveats: [Caveat]

  /// Prices a classifier's confusion.
  ///
  /// A label that the model does not know is planned for as all tasks pooled.
  ///
  /// - Parameters:
  ///   - confusion: How often each task was taken for each.
  ///   - estimator: What plans, by label.
  ///   - model: The laws that answers follow, by true task.
  ///   - budget: Prefill and decode together.
  ///   - prefill: The time of the prefill phase.
  ///   - cap: `max_tokens` of all requests; `nil` takes that of each task.
  /// - Throws: `EstimationError` if a request or the budget is out of range.
  public init(
    _ confusion: TaskConfusion, estimator: some DecodeEstimator,
    model: CompiledModel, budget: LatencyBudget, prefill: Duration = .zero,
    cap: Int? = nil
  ) throws(EstimationError) {
    let known = Set(model.taskIDs)
    var plans: [TaskID: BudgetDecision] = [:]
    var laws: [TaskID: TotalDecodeTime] = [:]
    var caveats: [Caveat] = []
    for task in confusion.tasks {
      let request = DecodeRequest(task: task, cap: cap, prefill: prefill)
      let plan = try estimator.decide(request, within: budget)
      plans[task] = plan
      for caveat in plan.estimate.caveats where !caveats.contains(caveat) {
        caveats.append(caveat)
      }
      guard known.contains(task) else { continue }
      laws[task] = try PointEstimator(model).estimate(request).time
    }
    let left = (budget.total - prefill).inSeconds
    func pair(_ truth: TaskID, _ predicted: TaskID, _ count: Int) -> Pair? {
      guard let time = laws[truth], let plan = plans[predicted] else {
        return nil
      }
      let planned = plan.estimate.plannedTime?.inSeconds
      return Pair(
        truth: truth, predicted: predicted, count: count,
        plannedSeconds: planned, isAdmitted: plan.isFeasible,
        overrunProbability: planned.map { time.probability(exceeding: $0) },
        violationProbability: time.probability(exceeding: left),
        wastedSeconds: planned.map { time.meanSpare(within: $0) })
    }
    let all = confusion.pairs
    pairs = all.compactMap { pair($0.truth, $0.predicted, $0.count) }
    labelled = Summary(pairs)
    right = Summary(all.compactMap { pair($0.truth, $0.truth, $0.count) })
    unknownTasks = Set(all.map(\.truth)).subtracting(known).sorted()
    self.caveats = caveats
  }
}
