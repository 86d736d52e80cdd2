public import DecodeStatistics

/// A budget seen from every side: how sure it is that a request meets it, what
/// would just meet it, and what it risks.
///
/// The probability and the inverses are those of the model's law, and promise
/// nothing; the two bounds say what they promise. Where times scatter around
/// L(N), probabilities and inverses include the noise, and the answers alone
/// promise nothing about T, so there are no bounds.
public struct BudgetAnalysis: Sendable {
  /// P(prefill + T > B) by the model's law.
  public let violationProbability: Double
  /// The upper confidence bound of that probability; `nil` where it is
  /// certain, or without answers that are long enough.
  public let confidenceBound: ExceedanceBound?
  /// What is promised about the next answer; `nil` in the same cases.
  public let conformalBound: ExceedanceBound?
  /// Whether no answer under its cap can exceed the budget (0), or every one
  /// does (1).
  private let certainty: Double?
  /// The least budget that is exceeded with probability of at most ε.
  public let leastBudget: Duration
  /// The largest prefill with which the budget is met so; `nil` if none is.
  public let largestPrefill: Duration?
  /// The largest `max_tokens` with which the budget is met so, up to the
  /// request's own; `nil` if not even one token is.
  public let largestCap: Int?
  /// The law of T and the prefill that it adds to.
  private let constraint: ChanceConstraint
  private let noisy: NoisyDecodeTime?
  private let prefill: Double

  /// Looks at a request and its budget.
  ///
  /// - Parameters:
  ///   - decision: What an estimator decided.
  ///   - request: The request it decided on.
  ///   - budget: The budget.
  ///   - model: The laws of the tasks.
  ///   - risk: ε, the share of requests that may exceed the budget, in [0, 1).
  ///   - confidence: The confidence of the bound, in (0, 1).
  /// - Throws: `EstimationError` for a risk or confidence out of range.
  public init(
    _ decision: BudgetDecision, for request: DecodeRequest,
    within budget: LatencyBudget, model: CompiledModel, risk: Double = 0.05,
    confidence: Double = 0.95
  ) throws(EstimationError) {
    let time = decision.estimate.time
    prefill = decision.prefill.inSeconds
    noisy = decision.estimate.noisyTime
    do throws(RiskError) {
      constraint = try ChanceConstraint(
        time, prefillSeconds: prefill, risk: risk)
    } catch {
      throw .risk(error)
    }
    let total = budget.total.inSeconds
    if let noisy {
      violationProbability = decision.violationProbability
      // No budget is safe from noise without a limit.
      let late = risk > 0 ? noisy.quantile(1 - risk) : .infinity
      leastBudget = .clamped(seconds: prefill + late)
      largestPrefill = total >= late ? .clamped(seconds: total - late) : nil
      largestCap = noisy.largestCap(within: total - prefill, risk: risk)
      certainty = total < prefill ? 1 : nil
      (confidenceBound, conformalBound) = (nil, nil)
      return
    }
    violationProbability = constraint.violationProbability(budget: total)
    leastBudget = .clamped(seconds: constraint.leastBudget)
    largestPrefill = constraint.largestPrefill(budget: total)
      .map { .clamped(seconds: $0) }
    largestCap = constraint.largestCap(budget: total)
    // What the cap ends, no answer exceeds.
    let within = time.longest(within: total - prefill)
    let task = try model.task(of: request)
    let answers = task.table.running(after: request.generatedTokens)
    certainty = total < prefill ? 1 : within >= time.cap ? 0 : nil
    // A mixture's answers are not drawn in its proportions.
    guard certainty == nil, !answers.isEmpty, task.members.isEmpty else {
      (confidenceBound, conformalBound) = (nil, nil)
      return
    }
    do throws(BoundError) {
      confidenceBound = try answers.exceedanceBound(
        tokens: within, confidence: confidence)
      conformalBound = try answers.conformalExceedance(tokens: within)
    } catch {
      throw .bound(task.id, error)
    }
  }

  /// P(prefill + T > B) with a promise.
  ///
  /// - Parameter kind: The promise; `.plugInQuantile` is none.
  /// - Returns: The probability, or a bound of it; `nil` where the answers
  ///   promise nothing of that kind.
  public func violationProbability(_ kind: QuantileBound.Kind) -> Double? {
    switch kind {
    case .plugInQuantile: violationProbability
    case .upperConfidenceBound: certainty ?? confidenceBound?.probability
    case .conformalBound: certainty ?? conformalBound?.probability
    case .approximateConfidenceBound, .anytimeConfidenceBound: certainty
    }
  }

  /// A risk of prefill + T.
  ///
  /// - Parameter measure: What counts as the risk.
  /// - Returns: A time.
  /// - Throws: `EstimationError` for a measure out of range; where times
  ///   scatter, for others than the mean, value at risk and CVaR.
  public func risk(
    _ measure: RiskMeasure
  ) throws(EstimationError) -> Duration {
    if let noisy { return try risk(measure, of: noisy) }
    do throws(RiskError) {
      return .clamped(
        seconds: try measure(constraint.time, plus: prefill))
    } catch {
      throw .risk(error)
    }
  }

  private func risk(
    _ measure: RiskMeasure, of noisy: NoisyDecodeTime
  ) throws(EstimationError) -> Duration {
    let seconds: Double
    switch measure {
    case .mean: seconds = noisy.mean
    case .valueAtRisk(let level):
      try EstimationError.require("level", inUnit: level)
      seconds = noisy.quantile(level)
    case .conditionalValueAtRisk(let level):
      try EstimationError.require("level", inUnit: level)
      seconds = noisy.conditionalValueAtRisk(level)
    case .meanPlusCVaR(let weight, let level):
      try EstimationError.require("level", inUnit: level)
      seconds =
        noisy.mean + weight * noisy.conditionalValueAtRisk(level)
        + weight * prefill
    case .entropic, .expectile, .spectral:
      throw .requestOutOfRange(
        "risk measure", found: "\(measure)",
        accepted: "the mean, value at risk or CVaR where times scatter")
    }
    return .clamped(seconds: prefill + seconds)
  }
}

extension NoisyDecodeTime {
  /// The largest cap, up to the law's own, with P(T > limit) ≤ risk; `nil` if
  /// not even one more token is.
  fileprivate func largestCap(within limit: Double, risk: Double) -> Int? {
    func holds(_ cap: Int) -> Bool {
      NoisyDecodeTime(time.capped(at: cap), noise: noise)
        .probability(exceeding: limit) <= risk
    }
    var (low, high) = (time.generated, time.cap)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if holds(middle) { low = middle } else { high = middle - 1 }
    }
    return low > time.generated ? low : nil
  }
}
