import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import QuantileAccuracy

/// `experiment predictors`: whether predicting from the prompt is worth it.
struct PredictorExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predictors",
    abstract: "Whether predicting the length from the prompt is worth it: "
      + "predictors for scheme 1 side by side.",
    discussion: """
      Predictors made from the first rows of a trace predict the others: the
      task's median (the baseline) and mean; the median and mean of the
      package's default (conditional on task, prompt length, conversation and
      predictions, as it was at the split), its median with the prompt's words
      where the trace has the text, with --embeddings, and with both; a
      negative-binomial and a quantile regression on prompt length and task, and
      with --embeddings the same with the embedding. Answers to one prompt that
      follow each other are learnt together, after all are forecast.

      A predictor is
        not worth it         if it lowers the mean absolute error of the
                             baseline by less than 2 %;
        worth considering    if by more than 5 %, and the 95 % interval of
                             Diebold and Mariano is below it;
        undecided            otherwise.
      With --budget the time L(n) of the predicted length is planned, and the
      share of admitted answers that exceed the budget is told.

      The JSON object has trainCount, testCount, verdict and rows: for each
      predictor meanAbsoluteError, bias, within (the share of answers no longer
      than predicted), coverage95 (the share within its 95 % quantile),
      meanPinball (of P50 and P95, in tokens), kendallTau (τ-b: whether it puts answers in the order of their lengths),
      relativeError (ratio, lower, upper, confidence, pValue), advice,
      violationRate, admitted, utilization, and secondsPerPrediction.
      """)

  @Argument(help: "A trace, in order of time.")
  var trace: String

  @Option(help: "The share of the answers that makes the predictors.")
  var split = 0.5

  @Option(help: "The time for prefill and decode, such as 500ms or 1.5s.")
  var budget: DurationArgument?

  @Option(help: "A latency table, for --budget.")
  var latency: String?

  @OptionGroup var which: AnswerOptions

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requireProbability(split, "--split")
  }

  func run() throws {
    try reportingFailures {
      let answers = try which.answers(trace, options)
      let experiment: PredictorExperiment
      do {
        experiment = try PredictorExperiment(
          answers, split: split,
          budget: budget.map { LatencyBudget(total: $0.duration) },
          latency: try latency.map(LatencyModel.init(contentsOf:)))
      } catch let error as AccuracyError {
        throw Failure.badData("\(trace): \(error)")
      } catch let error as LengthLawError {
        throw Failure.badData("\(trace): \(error)")
      }
      if budget != nil, latency == nil {
        Notes.say("\(Caveat.assumedLatency)")
      }
      let output = PredictorOutput(experiment)
      if options.json {
        try printJSON(output)
      } else {
        output.print()
      }
    }
  }
}
