public import DecodeStatistics

/// A budget seen from every side: how sure it is that a request meets it, what
/// would just meet it, and what it risks.
///
/// The probability and the inverses are those of the model's law, and promise
/// nothing; the two bounds say what they promise. Where times scatter around
/// L(N), probabilities and inverses include the noise, and the two bounds are of
/// measured times, where there are some: lengths alone promise nothing of T.
public struct BudgetAnalysis: Sendable {
  /// P(prefill + T > B) by the model's law.
  public let violationProbability: Double
  /// The upper confidence bound of that probability; `nil` where it is
  /// certain, or without answers that are long enough.
  public let confidenceBound: Bound?
  /// What is promised about the next answer; `nil` in the same cases.
  public let conformalBound: Bound?
  /// Whether no answer under its cap can exceed the budget (0), or every one
  /// does (1).
  private let certainty: Double?
  /// The least budget that is exceeded with probability of at most ε; `nil`
  /// where the law says nothing of what remains.
  public let leastBudget: Duration?
  /// The largest prefill with which the budget is met so; `nil` if none is.
  public let largestPrefill: Duration?
  /// The largest `max_tokens` with which the budget is met so, up to the
  /// request's own; `nil` if not even one token is.
  public let largestCap: Int?
  /// Whether the law is one of the task's answers and nothing else is known of
  /// the request, so that their bound is one of the same probability.
  private let isOfAllAnswers: Bool
  /// The law of T and the prefill that it adds to.
  private let constraint: ChanceConstraint
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
    do throws(DecodeTimeError) {
      constraint = try ChanceConstraint(
        time, prefillSeconds: prefill, risk: risk)
    } catch {
      throw .times(error)
    }
    let total = budget.total.inSeconds
    let over = constraint.violationProbability(budget: total)
    // As in `DecodeEstimate`: what is not known to be in time counts as late.
    violationProbability = over.isNaN ? 1 : over
    let least = constraint.leastBudget
    leastBudget = least.isNaN ? nil : .clamped(seconds: least)
    largestPrefill = constraint.largestPrefill(budget: total)
      .map { .clamped(seconds: $0) }
    largestCap = constraint.largestCap(
      budget: total, through: decision.estimate.cap)
    // What the cap ends, no answer exceeds.
    let within = time.longest(within: total - prefill)
    let task = try model.task(of: request)
    isOfAllAnswers =
      (model.model.conditional?.count ?? 0) == 0 && !model.tellsOfSteps(request)
    let answers = task.table.running(after: request.generatedTokens)
    certainty =
      total < prefill ? 1 : within >= time.cap && time.noise == nil ? 0 : nil
    let measured = task.measured(for: request)
    // A mixture's answers are not drawn in its proportions.
    // With noise, lengths alone promise nothing about T.
    guard certainty == nil, !answers.isEmpty, task.members.isEmpty,
      time.noise == nil || measured != nil
    else {
      (confidenceBound, conformalBound) = (nil, nil)
      return
    }
    let cap = decision.estimate.cap
    do throws(BoundError) {
      if let measured {
        confidenceBound = try measured.exceedanceBound(
          seconds: total - prefill, confidence: confidence, underCap: cap)
        conformalBound = try measured.conformalExceedance(
          seconds: total - prefill, underCap: cap)
        return
      }
      confidenceBound = try answers.exceedanceBound(
        tokens: within, confidence: confidence)
      // From what is known of the request, where the model can.
      if let conditional = model.model.conditional,
        conditional.scores.count > 0, request.generatedTokens == 0
      {
        conformalBound = try conditional.scores.exceedance(
          tokens: within, of: conditional.forecast(request.features))
      } else {
        conformalBound = try answers.conformalExceedance(tokens: within)
      }
    } catch {
      throw .bound(task.id, error)
    }
  }

  /// What to know of the probabilities beside the estimate's own caveats.
  ///
  /// A law that was fitted may give P(over) above its upper confidence bound
  /// from the answers alone. The bound holds whatever the law; so the law does
  /// not.
  public var caveats: [Caveat] {
    guard isOfAllAnswers, let bound = confidenceBound?.probability,
      bound < violationProbability
    else { return [] }
    return [
      .contradictedByAnswers(estimate: violationProbability, bound: bound)
    ]
  }

  /// P(prefill + T > B) with a promise.
  ///
  /// - Parameter kind: The promise; `.plugInQuantile` is none.
  /// - Returns: The probability, or a bound of it; `nil` where the answers
  ///   promise nothing of that kind.
  public func violationProbability(_ kind: Bound.Kind) -> Double? {
    switch kind {
    case .plugInQuantile: violationProbability
    case .upperConfidenceBound: certainty ?? confidenceBound?.probability
    case .conformalBound: certainty ?? conformalBound?.probability
    case .confidenceBoundUnderCensoring, .approximateConfidenceBound,
      .anytimeConfidenceBound:
      certainty
    }
  }

  /// A risk of prefill + T.
  ///
  /// - Parameter measure: What counts as the risk.
  /// - Returns: A time.
  /// - Throws: `EstimationError` for a measure out of range.
  public func risk(
    _ measure: RiskMeasure
  ) throws(EstimationError) -> Duration {
    do throws(DecodeTimeError) {
      return .clamped(
        seconds: try measure(constraint.time, plus: prefill))
    } catch {
      throw .times(error)
    }
  }
}
