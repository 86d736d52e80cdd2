import DecodeEstimators
public import DecodeStatistics

/// What became of a trace under one way to plan.
public struct BacktestRow: Sendable, Hashable, Codable {
  /// The name of the policy.
  public var policy: String
  /// What its planned times promise; `nil` if there were none.
  public var kind: Bound.Kind?
  /// Answers admitted: prefill and planned time fit into the budget.
  public var admitted: Int
  /// Answers without a finite plan.
  public var unplanned: Int
  /// Answers longer than planned, of all with a plan: to be compared with the
  /// risk that was promised.
  public var overruns: BacktestRate
  /// Admitted answers that exceeded the budget.
  public var violations: BacktestRate
  /// Refused answers that would have met the budget.
  public var falseRejections: BacktestRate
  /// Σ planned decode time over all answers with a plan, admitted or not.
  public var plannedSeconds: Double
  /// Σ planned decode time over admitted answers.
  public var reservedSeconds: Double
  /// Σ min(time taken, planned time) over admitted answers.
  public var usedSeconds: Double
  /// Σ time beyond the planned over admitted answers.
  public var overrunSeconds: Double

  /// The time that was reserved and not used.
  public var wastedSeconds: Double { max(reservedSeconds - usedSeconds, 0) }

  /// Used over reserved time, in 0...1; `nil` if no time was reserved.
  public var utilization: Double? {
    reservedSeconds > 0 ? min(usedSeconds / reservedSeconds, 1) : nil
  }
}

/// The sums of a row while answers are gone through.
struct BacktestTally {
  /// Events, undetermined and trials.
  typealias Counts = (events: Int, undetermined: Int, trials: Int)

  var kind: Bound.Kind?
  var (admitted, unplanned) = (0, 0)
  var overruns: Counts = (0, 0, 0)
  var violations: Counts = (0, 0, 0)
  var rejections: Counts = (0, 0, 0)
  var (planned, reserved, used, overrun) = (0.0, 0.0, 0.0, 0.0)

  /// Counts an answer.
  ///
  /// A cancelled answer took the time it took, but would have gone on: that it
  /// exceeds a limit is known, that it does not is not.
  mutating func add(
    _ answer: RecordedAnswer, seconds: Double, plan: BacktestPlan,
    left: Double
  ) {
    let isOpen = answer.ending == .cancelled
    func exceeds(_ limit: Double) -> Bool? {
      guard limit >= 0, TotalDecodeTime.isWithin(seconds, limit) else {
        return true
      }
      return isOpen ? nil : false
    }
    func count(_ event: Bool?, in counts: inout Counts) {
      counts.trials += answer.count
      counts.events += event == true ? answer.count : 0
      counts.undetermined += event == nil ? answer.count : 0
    }
    kind = plan.kind
    let weight = Double(answer.count)
    if let limit = plan.seconds {
      count(exceeds(limit), in: &overruns)
      planned += weight * limit
    } else {
      unplanned += answer.count
    }
    guard plan.isAdmitted else {
      count(exceeds(left).map { !$0 }, in: &rejections)
      return
    }
    admitted += answer.count
    count(exceeds(left), in: &violations)
    let limit = plan.seconds ?? 0
    reserved += weight * limit
    used += weight * min(seconds, limit)
    overrun += weight * max(seconds - limit, 0)
  }

  /// The row.
  func row(
    _ policy: String, confidence: Double
  ) throws(LengthLawError) -> BacktestRow {
    func rate(_ counts: Counts) throws(LengthLawError) -> BacktestRate {
      try BacktestRate(
        events: counts.events, undetermined: counts.undetermined,
        trials: counts.trials, confidence: confidence)
    }
    return BacktestRow(
      policy: policy, kind: kind, admitted: admitted, unplanned: unplanned,
      overruns: try rate(overruns), violations: try rate(violations),
      falseRejections: try rate(rejections), plannedSeconds: planned,
      reservedSeconds: reserved, usedSeconds: used, overrunSeconds: overrun)
  }
}

/// What a policy says to a request.
struct BacktestPlan {
  var seconds: Double?
  var isAdmitted: Bool
  var kind: Bound.Kind
}
