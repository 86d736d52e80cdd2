import ArgumentParser
import DecodeEstimators
import DecodeStatistics

/// `check`: whether one request fits into a budget, as the exit code.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Whether a request meets a latency budget: exit code 0 if it "
      + "does, 1 if not.",
    discussion: """
      A scheme decides, unless --promise or --measure says what must hold.
      The least budget, the largest prefill and the largest max_tokens are
      those at which the model's law gives P(over) ≤ --risk.

      With several --config, or --any-config, each configuration is decided
      on, the prefill screen first, and one that fits is enough. Prefill is
      predicted from --prompt-tokens where the model can and --prefill is not
      given. --promise conformal goes by what is known of the request where
      the model is one of fit --conditional.
      """)

  @OptionGroup var options: ModelOptions

  @OptionGroup var limits: BudgetOptions

  @Option(help: "The task.")
  var task: String?

  @Option(
    help: "The prompt itself; without --task its key words tell the task.")
  var prompt: String?

  @OptionGroup var known: RequestOptions

  @Flag(help: "Decide on every configuration that the model knows.")
  var anyConfig = false

  @Option(
    help: ArgumentHelp(
      "Also give the max_tokens of least expected cost, where a token that is "
        + "cut costs so many times one that is reserved in vain: the length's "
        + "quantile at ratio/(1 + ratio).",
      valueName: "ratio"))
  var cuttingCost: Double?

  @OptionGroup var schemes: SchemeOptions

  @OptionGroup var risks: RiskOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    guard task != nil || prompt != nil else {
      throw ValidationError("give --task, --prompt or both")
    }
    if let cuttingCost, !(cuttingCost > 0 && cuttingCost < .infinity) {
      throw ValidationError(
        "--cutting-cost should be a number above 0, but is \(cuttingCost)")
    }
    guard !isChoice || (risks.promise == nil && risks.measure == nil) else {
      throw ValidationError(
        "among configurations a scheme decides: --promise and --measure are "
          + "for one --config")
    }
  }

  func run() throws {
    try reportingFailures {
      let model = try options.compiled()
      let id =
        task.map { TaskID($0) }
        ?? KeywordTaskClassifier.standard.classify(prompt ?? "")
      try options.require(id, in: model)
      var request = DecodeRequest(
        task: id, cap: options.maxTokens, prompt: prompt,
        configuration: options.config.first?.configuration,
        prefill: limits.prefill?.duration ?? .zero)
      try known.add(to: &request, for: model)
      let budget = LatencyBudget(total: limits.budget.duration)
      let estimator = try schemes.estimator(
        schemes.scheme(or: .layered), model)
      guard !isChoice else {
        let output = ConfigurationsOutput(
          try estimator.decisions(
            request,
            among: anyConfig
              ? model.configurations : options.config.map(\.configuration),
            within: budget), task: id)
        try output.print(asJSON: options.json)
        if !output.feasible { throw ExitCode(1) }
        return
      }
      let decision = try estimator.decide(request, within: budget)
      let analysis = try BudgetAnalysis(
        decision, for: request, within: budget, model: model,
        risk: schemes.risk, confidence: schemes.confidence)
      let verdict = try verdict(decision, analysis, budget)
      let output = try AnalysisOutput(
        analysis, level: schemes.level, aversion: risks.aversion)
      let cheapest = try cuttingCost.map { cost in
        try model[id].lengths.newsvendorCap(cutting: cost, waiting: 1)
      }
      if options.json {
        try printJSON(
          CheckOutput(
            decision, verdict, output, task: id, leastCostMaxTokens: cheapest))
      } else {
        print(decision, verdict, id)
        output.print(risk: schemes.risk, confidence: schemes.confidence)
        if let cheapest {
          let value = cheapest < .max ? "\(cheapest)" : "hidden by censoring"
          StandardOutput.print("max_tokens of least expected cost: \(value)")
        }
      }
      if !verdict.isFeasible { throw ExitCode(1) }
    }
  }

  /// Whether configurations are to be chosen from.
  private var isChoice: Bool { anyConfig || options.config.count > 1 }

  /// The scheme's decision, or what a promise or a measure makes of it.
  private func verdict(
    _ decision: BudgetDecision, _ analysis: BudgetAnalysis,
    _ budget: LatencyBudget
  ) throws -> Verdict {
    if let promise = risks.promise {
      guard let probability = analysis.violationProbability(promise.kind) else {
        return Verdict(
          isFeasible: false, reason: "no answer is left to promise by")
      }
      let isFeasible = probability <= schemes.risk * (1 + 0x1p-40)
      return Verdict(
        isFeasible: isFeasible,
        reason: "P(over) of \(Format.percent(probability)) % "
          + "(\(promise.kind.rawValue)) is \(isFeasible ? "at most" : "above") "
          + "\(Format.percent(schemes.risk)) %")
    }
    if let measure = risks.measure {
      let risk = try analysis.risk(
        measure.riskMeasure(level: schemes.level, aversion: risks.aversion))
      let isFeasible = TotalDecodeTime.isWithin(
        risk.inSeconds, budget.total.inSeconds)
      return Verdict(
        isFeasible: isFeasible,
        reason: "\(measure.rawValue) of \(risk.shortText) is "
          + "\(isFeasible ? "within" : "above") the budget of "
          + budget.total.shortText)
    }
    return Verdict(isFeasible: decision.isFeasible, reason: decision.reason)
  }

  private func print(
    _ decision: BudgetDecision, _ verdict: Verdict, _ id: TaskID
  ) {
    let word =
      verdict.isFeasible ? Style.good("feasible") : Style.bad("not feasible")
    StandardOutput.print(
      Format.name("\(id): \(word): \(verdict.reason)"))
    StandardOutput.print(
      """
      expected  \(Format.milliseconds(decision.expectedTime?.inSeconds)) ms
      planned   \(Format.milliseconds(decision.plannedTime?.inSeconds)) ms \
      (\(decision.estimate.kind.rawValue))
      P(over)   \(Format.percent(decision.violationProbability)) %
      slack     \(Format.milliseconds(decision.slack?.inSeconds)) ms
      largest max_tokens \(decision.estimate.times.noise == nil
        ? "that always fits" : "whose longest answer fits"): \
      \(Format.count(decision.largestCap))
      """)
    for caveat in decision.estimate.caveats {
      StandardOutput.print("caveat: \(caveat)")
    }
  }
}

/// Whether the request fits, and why.
private struct Verdict {
  var isFeasible: Bool
  var reason: String
}

/// The JSON of a decision.
private struct CheckOutput: Encodable {
  var task: String
  var scheme: Int?
  var feasible: Bool
  @Nullable var refusedBy: String?
  var reason: String
  @Nullable var expectedSeconds: Double?
  @Nullable var plannedSeconds: Double?
  var violationProbability: Double
  @Nullable var slackSeconds: Double?
  @Nullable var largestCap: Int?
  var kind: String
  var analysis: AnalysisOutput
  /// Null where censoring hides it; left out where it is not asked for.
  var leastCostMaxTokens: Nullable<Int>?
  var caveats: [String]

  init(
    _ decision: BudgetDecision, _ verdict: Verdict, _ analysis: AnalysisOutput,
    task: TaskID, leastCostMaxTokens: Int?
  ) {
    self.leastCostMaxTokens = leastCostMaxTokens.map {
      Nullable(wrappedValue: $0 < .max ? $0 : nil)
    }
    self.task = task.rawValue
    scheme = decision.estimate.scheme.number
    feasible = verdict.isFeasible
    refusedBy = decision.refusedBy?.rawValue
    reason = verdict.reason
    expectedSeconds = decision.expectedTime?.inSeconds
    plannedSeconds = decision.plannedTime?.inSeconds
    violationProbability = decision.violationProbability
    slackSeconds = decision.slack?.inSeconds
    largestCap = decision.largestCap
    kind = decision.estimate.kind.rawValue
    self.analysis = analysis
    caveats = decision.estimate.caveats.map(\.description)
  }
}
