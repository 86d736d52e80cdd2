import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Outside

/// One figure per token, read in two ways.
public func twoReadings() throws -> (average: Double, steps: Double) {
  let averages = try AverageLatencyTable([
    LatencyBucket(first: 1, last: 10, secondsPerToken: 0.030),
    LatencyBucket(first: 11, last: nil, secondsPerToken: 0.040),
  ])
  let positions = try PiecewiseConstantLatency([
    LatencyBucket(first: 1, last: 10, secondsPerToken: 0.030),
    LatencyBucket(first: 11, last: nil, secondsPerToken: 0.040),
  ])
  let average = try averages.stepLatency().cumulativeLatency(through: 20)
  let steps = positions.cumulativeLatency(through: 20)
  print(average, steps)  // 0.8 and 0.7 seconds
  return (average, steps)
}

/// Times fitted to what a server logged.
public func fittedTimes(_ path: String) throws -> DecodeModel {
  let (answers, _) = try TraceReader().recordedAnswers(in: path)
  var model = DecodeModel(tables: try LifeTables(answers))
  for caveat in try model.fitTimes(answers) { print(caveat) }
  return model
}

/// The form of step latency that explains rows left out best.
public func chosenForm(_ rows: [LatencyObservation]) throws -> LatencyModel? {
  let selection = try LatencyFitting(convention: .firstTokenInPrefill)
    .select(rows, folds: 5, seed: 1)
  for entry in selection.entries {
    let error = entry.heldOut?.meanAbsolutePercentageError
    print(entry.form, error ?? .nan)
  }
  return selection.fit.latency
}

/// A latency of one's own, in a model and in a file.
public func ownLatency(_ tables: LifeTables) throws -> DecodeModel {
  let mine = BatchedLatency(stepSeconds: 0.05, tokensPerStep: 4)
  let model = DecodeModel(
    tables: tables, latency: mine, convention: .firstTokenInPrefill)
  print(try DistributionalEstimator(model).estimate(DecodeRequest()))

  // Code does not go into a file: what is written is a table.
  let knots = stride(from: 1, through: 4096, by: 4).map {
    (position: $0, seconds: 0.0125)
  }
  var written = model
  written.latency = LatencyModel(try TabulatedLatency(knots: knots))
  return written
}
