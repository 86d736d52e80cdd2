import ArgumentParser
import DecodeEstimators
import DecodeStatistics

/// `estimate`: the decode time of one request.
struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "The decode time of one request, or what remains of it.")

  @OptionGroup var options: ModelOptions

  @Option(help: "The task.")
  var task: String

  @Option(help: ArgumentHelp("Tokens of the prompt.", valueName: "P"))
  var promptTokens: Int?

  @Option(help: ArgumentHelp("Tokens generated so far.", valueName: "K"))
  var generated = 0

  @Option(
    help: ArgumentHelp(
      "The quantiles to tell, such as 0.5,0.99.", valueName: "q,..."))
  var levels: LevelsArgument = .standard

  @OptionGroup var features: FeatureOptions

  @OptionGroup var schemes: SchemeOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    guard options.config.count <= 1 else {
      throw ValidationError("an estimate is for one --config")
    }
  }

  func run() throws {
    try reportingFailures {
      let model = try options.compiled()
      try options.require(TaskID(task), in: model)
      let scheme = schemes.scheme(or: .conservative)
      let estimate = try schemes.estimator(scheme, model).estimate(
        DecodeRequest(
          task: TaskID(task), cap: options.maxTokens,
          generatedTokens: generated,
          promptTokens: promptTokens,
          configuration: options.config.first?.configuration,
          covariates: features.covariates(model)))
      let output = EstimateOutput(
        estimate, task: task, levels: levels.levels)
      if options.json {
        try printJSON(output)
      } else {
        print(estimate, output)
      }
    }
  }

  private func print(_ estimate: DecodeEstimate, _ output: EstimateOutput) {
    let scheme = output.scheme.map(String.init) ?? estimate.scheme.name
    StandardOutput.print(
      """
      task \(task), scheme \(scheme), \(estimate.observations) answers
      expected  \(Format.number(output.expectedTokens)) tokens, \
      \(Format.milliseconds(output.expectedSeconds)) ms
      planned   \(Format.number(estimate.plannedTokens)) tokens, \
      \(Format.milliseconds(output.plannedSeconds)) ms (\(output.kind))
      """)
    for quantile in output.quantiles {
      StandardOutput.print(
        "\(Format.level(quantile.level))       "
          + "\(Format.count(quantile.tokens)) tokens, "
          + "\(Format.milliseconds(quantile.seconds)) ms"
          + (quantile.total.map {
            ", with prefill \(Format.milliseconds($0.totalSeconds)) ms"
          } ?? ""))
    }
    for caveat in output.caveats { StandardOutput.print("caveat: \(caveat)") }
  }
}

/// The JSON of an estimate, as other programs rely on it.
private struct EstimateOutput: Encodable {
  var task: String
  var scheme: Int?
  @Nullable var cap: Int?
  @Nullable var expectedTokens: Double?
  @Nullable var expectedSeconds: Double?
  @Nullable var plannedSeconds: Double?
  var quantiles: [QuantileOutput]
  var kind: String
  var caveats: [String]

  init(_ estimate: DecodeEstimate, task: String, levels: [Double]) {
    self.task = task
    scheme = estimate.scheme.number
    cap = estimate.cap
    expectedTokens =
      estimate.expectedTokens.isFinite ? estimate.expectedTokens : nil
    expectedSeconds = estimate.expectedTime?.inSeconds
    plannedSeconds = estimate.plannedTime?.inSeconds
    quantiles = QuantileOutput.all(levels, of: estimate)
    kind = estimate.kind.rawValue
    caveats = estimate.caveats.map(\.description)
  }
}
