import DecodeStatistics

/// Whether a request meets a latency budget, and why.
public struct BudgetDecision: Sendable {
  /// What refused a request.
  public enum Layer: String, Sendable, Hashable, Codable {
    /// Prefill alone takes too much of the budget.
    case prefillScreen
    /// The planned decode time does not fit into what prefill leaves.
    case decode
  }

  /// Whether prefill and the planned decode time fit.
  public var isFeasible: Bool { refusedBy == nil }
  /// The layer that refused; `nil` if the request fits.
  public var refusedBy: Layer?
  /// The estimate decided on.
  public var estimate: DecodeEstimate
  /// What the plan leaves of the budget, negative if it does not fit; `nil`
  /// if there is no finite plan.
  public var slack: Duration?

  /// The prefill time that was reckoned with.
  public var prefill: Duration
  /// Prefill plus the planned decode time; `nil` if there is no finite plan.
  public var plannedTime: Duration?

  private let budget: LatencyBudget
  private let prefillShare: Double?
  /// The largest cap whose plan fits, where it was sought among plans.
  private var plannedCap: Int??

  /// Decides on an estimate: for a `decide` of one's own.
  ///
  /// - Parameters:
  ///   - estimate: The decode time.
  ///   - prefill: The prefill time; where it is zero and the estimate has a
  ///     predicted one, that.
  ///   - budget: The time for both.
  ///   - prefillShare: The share of the budget that prefill may take; `nil`
  ///     has no such screen.
  public init(
    _ estimate: DecodeEstimate, prefill: Duration, budget: LatencyBudget,
    prefillShare: Double? = nil
  ) {
    let prefill =
      prefill == .zero ? estimate.predictedPrefill ?? .zero : prefill
    let planned = estimate.plannedTime.map { prefill + $0 }
    self.estimate = estimate
    self.prefill = prefill
    self.budget = budget
    self.prefillShare = prefillShare
    plannedTime = planned
    slack = planned.map { budget.total - $0 }
    refusedBy = Self.refusal(
      estimate, prefill: prefill, budget: budget, prefillShare: prefillShare)
  }

  private static func refusal(
    _ estimate: DecodeEstimate, prefill: Duration, budget: LatencyBudget,
    prefillShare: Double?
  ) -> Layer? {
    if isScreened(prefill, budget, prefillShare) { return .prefillScreen }
    let left = budget.total - prefill
    guard left >= .zero, let planned = estimate.plannedTime else {
      return .decode
    }
    // Exact where that suffices: seconds cost divisions of 128 bits.
    let fits =
      planned <= left
      || TotalDecodeTime.isWithin(planned.inSeconds, left.inSeconds)
    return fits ? nil : .decode
  }

  private static func isScreened(
    _ prefill: Duration, _ budget: LatencyBudget, _ share: Double?
  ) -> Bool {
    guard let share, prefill > .zero else { return false }
    return prefill.inSeconds > budget.total.inSeconds * share
  }
}

// MARK: - When asked for

// A scheduler wants a yes or a no; what follows is worked out for those who
// ask.

extension BudgetDecision {
  /// P(prefill + T > budget) under the estimate's law: an estimate, whatever
  /// the planned time promises.
  public var violationProbability: Double {
    let left = budget.total - prefill
    return left < .zero ? 1 : estimate.probability(exceeding: left)
  }

  /// The largest `max_tokens` with which even the longest answer would fit,
  /// under noise with the probability planned for; `nil` if not one token
  /// does.
  public internal(set) var largestCap: Int? {
    get {
      plannedCap ?? estimate.largestCap(within: budget.total - prefill)
    }
    set { plannedCap = .some(newValue) }
  }

  /// Prefill plus E[T]; `nil` where what remains is unknown.
  public var expectedTime: Duration? {
    estimate.expectedTime.map { prefill + $0 }
  }

  /// The decision in a sentence.
  public var reason: String {
    let total = budget.total.shortText
    if Self.isScreened(prefill, budget, prefillShare) {
      let percent = Int(((prefillShare ?? 0) * 100).rounded())
      return "prefill of \(prefill.shortText) is more than \(percent) % of the "
        + "budget of \(total)"
    }
    let left = budget.total - prefill
    guard left >= .zero else {
      return "prefill of \(prefill.shortText) alone exceeds the budget of "
        + total
    }
    guard let planned = estimate.plannedTime else {
      return estimate.whyUnbounded
    }
    let plan =
      estimate.plannedTokens.map {
        "\($0.shortTokens) tokens in \(planned.shortText)"
      } ?? "\(planned.shortText) of decoding"
    return TotalDecodeTime.isWithin(planned.inSeconds, left.inSeconds)
      ? "\(plan) fit into the \(left.shortText) left after prefill"
      : "\(plan) exceed the \(left.shortText) left after prefill by "
        + (planned - left).shortText
  }
}

extension DecodeEstimate {
  /// Why there is no finite plan, and what would make one.
  var whyUnbounded: String {
    for case .fewObservations(let count, let required) in caveats {
      return "no finite decode time can be promised: \(count) answers are too "
        + "few, \(required) are needed, or a max_tokens"
    }
    return "no finite decode time can be promised: too many answers were cut "
      + "short of the quantile; give a max_tokens, or record answers under a "
      + "larger one"
  }

  /// The largest cap whose longest answer takes at most `limit`, counted from
  /// the start of the answer; with noise, with the probability planned for.
  ///
  /// A plan for requests under it fits: T is at most R·L(c).
  fileprivate func largestCap(within limit: Duration) -> Int? {
    let level = bound?.level ?? 0.95
    var (low, high) = (time.generated, TotalDecodeTime.maximumCap)
    while low < high {
      let middle = low + (high - low + 1) / 2
      let ratio = times.noise?.quantile(level, tokens: max(middle, 1)) ?? 1
      if TotalDecodeTime.isWithin(
        seconds(through: middle) * ratio, limit.inSeconds)
      {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low > time.generated ? low : nil
  }
}
