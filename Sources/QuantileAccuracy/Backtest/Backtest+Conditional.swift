public import DecodeEstimators
import DecodeStatistics

extension Backtest {
  /// What would have become of the judged answers if each was planned by the
  /// conformal bound of its conditional forecast, as in service: the model
  /// goes on learning, each answer once its outcome is known.
  ///
  /// - Parameters:
  ///   - policy: The name of the row.
  ///   - budget: The time for prefill and decode of each answer.
  ///   - level: q in (0, 1).
  ///   - confidence: Of the limits of all rates, in (0, 1).
  /// - Returns: The row.
  /// - Throws: `EstimationError` for arguments out of range or answers that
  ///   stand for several.
  public func conditionalRow(
    _ policy: String, within budget: LatencyBudget, level: Double,
    confidence: Double = 0.95
  ) throws(EstimationError) -> BacktestRow {
    try EstimationError.require("level", inUnit: level)
    var lengths = try learntConditional()
    var tally = BacktestTally()
    var open = OpenAnswers()
    let convention = model.model.convention
    for answer in judged {
      if let arrival = answer.timestamp {
        while let known = open.next(by: arrival) {
          lengths.observe(known.outcome, of: known.forecast)
        }
      }
      let task = try model[answer.request.task, answer.request.configuration]
      let forecast = lengths.forecast(answer.request.features)
      let bound: Bound
      do throws(BoundError) {
        bound = try lengths.conformalBound(of: forecast, level: level)
      } catch {
        throw .bound(answer.request.task, error)
      }
      let cap = answer.request.cap ?? task.cap
      let tokens = cap.map { bound.tokens(underCap: $0) } ?? bound.limit.tokens
      let latency = task.times.latency
      let seconds = tokens.map {
        convention.decodeTime(latency, tokens: $0)
      }
      let left = (budget.total - answer.request.prefill).inSeconds
      tally.add(
        answer,
        seconds: answer.decodeTime?.inSeconds
          ?? convention.decodeTime(latency, tokens: answer.tokens),
        plan: BacktestPlan(
          seconds: seconds,
          isAdmitted: seconds.map { TotalDecodeTime.isWithin($0, left) }
            ?? false,
          kind: .conformalBound),
        left: left)
      let outcome = try answer.outcome()
      if let times = delay.times(answer), delay != .none {
        open.add(outcome, of: forecast, known: times.known)
      } else {
        lengths.observe(outcome, of: forecast)
      }
    }
    do throws(LengthLawError) {
      return try tally.row(policy, confidence: confidence)
    } catch {
      throw .law(error)
    }
  }

  private func learntConditional() throws(EstimationError)
    -> ConditionalLengthModel
  {
    let model: ConditionalLengthModel
    do throws(LengthLawError) {
      model = try ConditionalLengthModel()
    } catch {
      preconditionFailure("The default settings should be valid: \(error)")
    }
    var replay = ForecastReplay(model)
    for answer in learnt {
      replay.observe(
        try answer.outcome(), answer.request.features,
        prompt: answer.promptKey)
    }
    return replay.finish()
  }
}
