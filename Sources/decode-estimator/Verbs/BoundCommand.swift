import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// `bound`: upper bounds for a quantile of the length.
struct BoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bound",
    abstract: "An upper bound for a quantile of the answers' length or "
      + "measured time, with what it promises.",
    discussion: """
      With probability of at least --confidence over the data, at most
      1 − --level of all answers are longer. The bound is for the length
      without caps; it is unbounded where the answers are too few or where
      they were cut.

      With --of decode-time or --of total-time it is one of the times that
      were measured, whatever their noise: end to end as logged, else first
      token and decode. --max-tokens is the requests' cap: a time that was cut
      at it or later is complete. Methods that fit a family are of lengths
      alone.

      Where answers were cancelled, order-statistic and beta-product also tell
      the bound if these had stopped where they were cancelled, and if they had
      never stopped (ifCancelled in JSON). Methods:

      \(BoundMethod.help)
      """)

  @Argument(help: "Traces or count tables.")
  var traces: [String]

  @Option(help: "What is bounded: tokens, decode-time or total-time.")
  var of = BoundedQuantity.tokens

  @Option(
    help: ArgumentHelp(
      "max_tokens of the requests whose time is bounded.", valueName: "N"))
  var maxTokens: Int?

  @Option(help: ConfigurationArgument.help)
  var config: ConfigurationArgument?

  @Option(help: "The quantile's level, strictly between 0 and 1.")
  var level = 0.95

  @Option(
    help: "The confidence, strictly between 0 and 1; conformal has none.")
  var confidence = 0.95

  @Option(help: "How the bound is computed; see above.")
  var method = BoundMethod.orderStatistic

  @Option(
    help: ArgumentHelp(
      "The family of profile-likelihood and bootstrap, one of "
        + Family.allCases.map(\.rawValue).joined(separator: ", ")
        + "; by default the best by AIC, task by task.",
      valueName: "name"))
  var family: String?

  @Option(help: "Replicates of the bootstrap.")
  var replicates = 999

  @Option(help: "The seed of the bootstrap.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded.", valueName: "N"))
  var cap: Int?

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requireProbability(level, "--level")
    try requireProbability(confidence, "--confidence")
    try requirePositive(cap, "--cap")
    try requirePositive(maxTokens, "--max-tokens")
    guard of != .tokens || (maxTokens == nil && config == nil) else {
      throw ValidationError(
        "--max-tokens and --config are for --of decode-time and total-time")
    }
    guard of == .tokens || Bound.Method(rawValue: method.rawValue) != nil,
      of == .tokens || (!method.needsFamily && method != .exactGeometric)
    else {
      throw ValidationError(
        "--method \(method.rawValue) is of lengths; times have "
          + "order-statistic, beta-product, conformal, anytime and bands")
    }
    try requirePositive(replicates, "--replicates")
    guard method.needsFamily else {
      guard family == nil else {
        throw ValidationError("--method \(method.rawValue) takes no --family")
      }
      return
    }
    guard confidence >= 0.5 else {
      throw ValidationError(
        "--confidence should be at least 0.5 for \(method.rawValue), but is "
          + "\(confidence)")
    }
    guard family.map(Family.init(rawValue:)) != .some(nil) else {
      throw ValidationError(
        "--family should be one of "
          + Family.allCases.map(\.rawValue).joined(separator: ", ")
          + ", but is \(family ?? "")")
    }
  }

  func run() throws {
    try reportingFailures {
      let bounds =
        if let times = of.times {
          try timeBounds(times)
        } else {
          try lengthBounds()
        }
      if options.json {
        try printJSON(["tasks": bounds])
      } else {
        printTable(bounds)
      }
    }
  }

  private func lengthBounds() throws -> [TaskBound] {
    let tables = try options.tables(traces, assumedCap: cap)
    return tables.tasks.compactMap { id in
      tables[id].map { TaskBound(task: id.rawValue, bound: output($0)) }
    }
  }

  /// The bounds of measured times, task by task.
  private func timeBounds(
    _ part: KeyPath<MeasuredTimes, TimeTable>
  ) throws -> [TaskBound] {
    let contents = try options.contents(
      of: traces, assumedCap: cap, keeping: .times)
    let tables = contents.times
    if let config { try config.require(among: tables) }
    let tasks = Set(tables.groups.map(\.task)).sorted()
    let bounds = try tasks.compactMap { task -> TaskBound? in
      let measured = try tables.pooled(
        task: task, configuration: config?.configuration)
      let times = measured[keyPath: part]
      guard !times.isEmpty else { return nil }
      var bound = output(times)
      if measured.isDrifting, bound.kind != nil {
        bound.caveats.append("\(Caveat.timesDrift)")
      }
      return TaskBound(task: task.rawValue, bound: bound)
    }
    guard !bounds.isEmpty else {
      throw Failure.badData(
        "\(traces.joined(separator: ", ")): no \(of.rawValue) was measured; --of tokens bounds lengths"
      )
    }
    return bounds
  }

  /// Whether a confidence bound by ranks is asked for, which cancelled answers
  /// may mislead.
  private var hasSensitivity: Bool {
    method == .orderStatistic || method == .betaProduct
  }

  /// The bound of a task's times.
  private func output(_ times: TimeTable) -> BoundOutput {
    do throws(BoundError) {
      guard let kind = Bound.Method(rawValue: method.rawValue) else {
        throw .methodNotForTimes(.profileLikelihood)
      }
      var output = BoundOutput(
        try times.bound(
          kind, level: level, confidence: confidence, underCap: maxTokens),
        isTime: true)
      if hasSensitivity {
        output.ifCancelled = try times.cancellationSensitivity(
          level: level, confidence: confidence, underCap: maxTokens
        ).map { BoundOutput.Sensitivity($0, isTime: true) }
      }
      return output
    } catch {
      return BoundOutput(
        observations: times.count, level: level,
        confidence: method == .conformal ? nil : confidence,
        method: method.rawValue, family: nil, failure: error, isTime: true)
    }
  }

  /// The bound of a task; a task without one does not stop the others.
  private func output(_ table: LifeTable) -> BoundOutput {
    let given = family.flatMap(Family.init(rawValue:))
    do throws(BoundError) {
      var output = BoundOutput(
        try method.bound(
          table, level: level, confidence: confidence, family: given,
          replicates: replicates, seed: seed))
      if hasSensitivity {
        output.ifCancelled = try table.cancellationSensitivity(
          level: level, confidence: confidence
        ).map { BoundOutput.Sensitivity($0, isTime: false) }
      }
      if method.needsFamily, given == nil, let best = output.family {
        output.caveats.append(
          "\(best) was chosen from these answers as the best by AIC, which "
            + "the confidence does not allow for")
      }
      return output
    } catch {
      return BoundOutput(
        observations: table.count, level: level,
        confidence: method == .conformal ? nil : confidence,
        method: method.rawValue, family: family, failure: error)
    }
  }

  private func printTable(_ bounds: [TaskBound]) {
    let confidence =
      method == .conformal
      ? "" : " with confidence \(Format.percent(confidence)) %"
    StandardOutput.print(
      "\(Format.level(level))\(confidence), by \(method.rawValue)")
    var table = TextTable(
      "task", "answers", of == .tokens ? "tokens" : "ms", "rank", "needed",
      "family")
    for task in bounds {
      let bound = task.bound
      table.add([
        task.task, "\(bound.observations)",
        bound.kind == nil
          ? "none"
          : bound.tokens.map { "≤ \($0)" }
            ?? bound.seconds.map { "≤ \(Format.milliseconds($0))" }
            ?? "unbounded",
        Format.count(bound.rank), Format.count(bound.requiredObservations),
        bound.family ?? "—",
      ])
    }
    table.print()
    var said: Set<String> = []
    for task in bounds {
      for text in task.bound.promise where said.insert(text).inserted {
        StandardOutput.print(text)
      }
    }
    for task in bounds {
      if let ends = task.bound.ifCancelled {
        StandardOutput.print("\(printable(task.task)): \(ends.sentence)")
      }
      for caveat in task.bound.caveats {
        StandardOutput.print("\(printable(task.task)): \(caveat)")
      }
    }
  }
}

/// A bound beside the name of its task, in one JSON object.
private struct TaskBound: Encodable {
  var task: String
  var bound: BoundOutput

  private enum CodingKeys: String, CodingKey {
    case task
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(task, forKey: .task)
    try bound.encode(to: encoder)
  }
}
