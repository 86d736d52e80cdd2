import DecodeEstimators
import DecodeStatistics

/// A prediction of one's own made a calibrated law, and a bound on top.
public func wrapped(
  _ history: [(prompt: String, length: Int)], next prompt: String,
  by predict: (String) -> LengthPrediction
) throws -> (median: Int, bound: Int?) {
  var lengths = try ConditionalLengthModel()
  for answer in history {
    let request = RequestFeatures(
      task: "chat", prediction: predict(answer.prompt))
    let forecast = lengths.forecast(request)
    lengths.observe(try Outcome(length: answer.length), of: forecast)
  }
  let request = RequestFeatures(task: "chat", prediction: predict(prompt))
  let forecast = lengths.forecast(request)
  let bound = try lengths.conformalBound(of: forecast, level: 0.95)
  return (forecast.quantile(0.5), bound.limit.tokens)
}

/// A model that ranks: the greater the score, the longer the answer.
public func ranked(_ score: Double) -> LengthPrediction { .number(score) }

/// A model that tells one of five classes.
public func classified(_ index: Int) -> LengthPrediction { .label("\(index)") }
