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

  @Option(help: "The prompt itself.")
  var prompt: String?

  @OptionGroup var known: RequestOptions

  @Option(help: ArgumentHelp("Tokens generated so far.", valueName: "K"))
  var generated = 0

  @Option(
    help: ArgumentHelp(
      "The quantiles to tell, such as 0.5,0.99.", valueName: "q,..."))
  var levels: LevelsArgument = .standard

  @OptionGroup var schemes: SchemeOptions

  @Option(
    help: ArgumentHelp(
      "What schemes 3 and 4 promise. confidence: a bound for the task's law; "
        + "conformal: that the next answer exceeds it with probability of at "
        + "most --risk, on average over requests, from what is known of this "
        + "one (a model of fit --conditional); plug-in: nothing.",
      valueName: "promise"))
  var promise = PlanPromise.confidence

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
      var request = DecodeRequest(
        task: TaskID(task), cap: options.maxTokens,
        generatedTokens: generated, prompt: prompt,
        configuration: options.config.first?.configuration)
      try known.add(to: &request, for: model)
      let estimate = try schemes.estimator(
        scheme, model, promise: promise
      ).estimate(request)
      var output = EstimateOutput(
        estimate, task: task, levels: levels.levels)
      if model.model.conditional != nil {
        output.bounds = try [PlanPromise.confidence, .conformal].map {
          BoundedPlan(
            try schemes.estimator(.conservative, model, promise: $0)
              .estimate(request), $0)
        }
      }
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
      task \(Format.name("\(task)")), scheme \(scheme), \(estimate.observations) answers
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
    for bound in output.bounds ?? [] {
      StandardOutput.print(
        "bound     \(Format.number(bound.tokens)) tokens, "
          + "\(Format.milliseconds(bound.seconds)) ms (\(bound.promise): "
          + (bound.promise == PlanPromise.conformal.rawValue
            ? "the next answer, from what is known of the request)"
            : "the task's law)"))
    }
    for caveat in output.caveats { StandardOutput.print("caveat: \(caveat)") }
  }
}

/// A plan with a promise, beside the scheme's.
private struct BoundedPlan: Encodable {
  var promise: String
  var kind: String
  @Nullable var tokens: Double?
  @Nullable var seconds: Double?

  init(_ estimate: DecodeEstimate, _ promise: PlanPromise) {
    self.promise = promise.rawValue
    kind = estimate.kind.rawValue
    tokens = estimate.plannedTokens
    seconds = estimate.plannedTime?.inSeconds
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
  /// Both promises side by side, where the model can give them.
  var bounds: [BoundedPlan]?
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
