import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Outside
import QuantileAccuracy

/// Whether an estimator's quantiles are right on answers that it did not know.
public func evaluate(_ path: String) throws -> AccuracyReport {
  let (answers, _) = try TraceReader().recordedAnswers(in: path)
  let suite = try AccuracySuite(answers, tolerance: 0.05)
  let mine = try suite.report("mine") { tables in
    try DistributionalEstimator(DecodeModel(tables: tables))
  }
  print(mine.verdict)
  print(try mine.compared(with: suite.report(.pooled)).ratio)
  return mine
}

/// A forecaster that goes on learning, one that is fitted once, and a
/// function.
public func forecasters(_ suite: AccuracySuite) throws -> [AccuracyReport] {
  let learning = try suite.report(
    "by prompt", of: PromptClassForecaster(), observing: .throughout)
  let fitted = try suite.report(forecaster: "log-normal") { answers in
    try TaskLawForecaster(.discreteLogNormal, LifeTables(answers))
  }
  let stated = try suite.report(quantiles: "by hand") { request in
    let prompt = Double(request.promptTokens ?? 0)
    return [100, 400, 600, 900].map { $0 + prompt / 10 }
  }
  return [learning, fitted, stated]
}

/// What would have become of the requests under a budget.
public func backtest(
  _ suite: AccuracySuite, _ latency: some StepLatency
) throws -> BacktestRow {
  let backtest = try Backtest(suite, latency: LatencyModel(latency))
  return try backtest.row(
    "2 × mean", SafetyFactorEstimator(backtest.model.model),
    within: LatencyBudget(total: .seconds(20)))
}

/// Where a forecaster's loss comes from, and whether its laws are right as a
/// whole.
public func diagnose(
  _ forecaster: some LengthForecaster, _ answers: [(RequestFeatures, Int)]
) throws -> (ReliabilityDiagram, pValue: Double) {
  var transform = ProbabilityTransform()
  var quantiles: [Double] = []
  for (request, length) in answers {
    let forecast = forecaster.forecast(request)
    quantiles.append(Double(forecast.quantile(0.9)))
    transform.record(length: length, ending: .stopped, under: forecast.law)
  }
  let diagram = try ReliabilityDiagram(
    quantiles: quantiles, outcomes: answers.map { Double($0.1) }, level: 0.9)
  print(diagram.miscalibration, diagram.discrimination)
  return (diagram, try transform.averagedPValue(seed: 1))
}
