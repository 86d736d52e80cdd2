import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy

/// Forecast at arrival, learn at the end, be told when the traffic changed.
public func serve(
  _ answers: [RecordedAnswer]
) throws -> (late: Int, alarm: Int?) {
  var estimator = try ConditionalEstimator(
    warmedUp(answers.prefix(500)),
    latency: ConstantLatency(secondsPerToken: 0.03))
  var monitor = try DriftMonitor(falseAlarm: 0.01)
  var late = 0
  for answer in answers.dropFirst(500) {
    // At arrival:
    let forecast = estimator.forecast(answer.request)
    let decision = try estimator.decide(
      answer.request, within: LatencyBudget(total: .seconds(20)))

    // Once it has ended, which may be much later:
    try estimator.observe(answer, of: forecast)
    monitor.observe(
      length: answer.tokens, ending: answer.ending, under: forecast.law)
    if let planned = decision.estimate.plannedTokens,
      Double(answer.tokens) > planned
    {
      late += 1
    }
  }
  return (late, monitor.alarm)
}

/// A forecaster that has seen some answers.
private func warmedUp(
  _ answers: some Sequence<RecordedAnswer>
) throws -> CalibratedForecaster<ConditionalLengthModel> {
  var forecaster = try CalibratedForecaster(ConditionalLengthModel())
  for answer in answers {
    let forecast = forecaster.forecast(answer.request.features)
    forecaster.observe(try answer.outcome(), of: forecast)
  }
  return forecaster
}
