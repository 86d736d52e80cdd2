import ArgumentParser
import DecodeStatistics
import DecodeTraces

/// `experiment prefill`: whether prompt length is enough to predict prefill.
struct PrefillExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prefill",
    abstract: "Whether prompt length is enough to predict prefill time.",
    discussion: """
      The trace needs the columns prompt_tokens and prefill_ms; rows with other
      config.* columns are other configurations. Of a log with other names:
        --columns prompt=input_tokens,prefill=ttft_s,config.gpu=gpu --unit s

      For each configuration, and for all of them (with a model each), the
      token count is
                          enough          not enough
        CV                below 10 %      above 15 %
        held-out R²       above 0.9       below 0.8
        held-out MAE      below 5 ms      above 10 ms
      and undecided between. CV is the coefficient of variation at equal
      length, within each configuration; where no length occurs twice, in
      ranges of --bin-width tokens. R² and MAE are those of a linear model on
      rows held out by cross-validation; the worst of the three counts.

      The variance of prefill times is attributed to configuration, prompt
      length (with its root and square), slopes that differ by configuration,
      and the rest: in that order, and averaged over both orders (Shapley).

      The JSON object has rows, binWidth, folds, seed, configurations and all:
      for each its configuration, rows, coefficientOfVariation (equalLength,
      binned), fitted and heldOut (rows, rSquared, adjustedRSquared,
      meanAbsoluteErrorSeconds, meanAbsolutePercentageError,
      rootMeanSquaredErrorSeconds), judgements (measure, value, verdict,
      sentence), verdict and failure; attribution (factors with name,
      sequentialShare, averagedShare; interactionShare, restShare); verdict
      (answer, sentence); caveats.
      """)

  @OptionGroup var prefills: PrefillOptions

  @Option(help: "Tokens of a range of lengths.")
  var binWidth = 10

  @Flag(
    help: "Attribute variance to each config.* column instead of all at once.")
  var byKey = false

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(binWidth, "--bin-width")
  }

  func run() throws {
    try reportingFailures {
      let rows = try prefills.rows().rows.map(\.observation)
      let output = try reportingFitErrors(of: prefills.trace) {
        () throws(DecodeTimeError) in
        try PrefillOutput(
          rows, binWidth: binWidth, folds: prefills.folds, seed: prefills.seed,
          byKey: byKey)
      }
      if prefills.options.json {
        try printJSON(output)
      } else {
        output.print()
      }
    }
  }
}
