import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// `fit`: families fitted to a trace, and the model that estimates use.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits families of laws by maximum likelihood, and writes a "
      + "model.",
    discussion: """
      The model keeps the answers' life tables and estimates by Kaplan–Meier,
      unless --family names one family: then by that. With --conditional,
      estimates of requests that tell the prompt's length depend on it; bounds
      stay those of the task.
      """)

  @Argument(help: "Traces or count tables; several are merged.")
  var traces: [String]

  @Option(
    help: ArgumentHelp(
      "Families to fit: all, or some of "
        + Family.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "name,..."))
  var family = "all"

  @Option(help: "The shortest length there is, 0 or 1.")
  var origin = 1

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded.", valueName: "N"))
  var cap: Int?

  @Option(help: "A latency table to keep in the model.")
  var latency: String?

  @Flag(
    help: ArgumentHelp(
      "Keep lengths given the prompt's in the model, learnt from the last "
        + "200000 rows in their order."))
  var conditional = false

  @Option(help: "Where to write the model.")
  var output: String?

  @OptionGroup var options: TraceOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    guard origin == 0 || origin == 1 else {
      throw ValidationError("--origin should be 0 or 1, but is \(origin)")
    }
    guard origin == 1 || output == nil else {
      throw ValidationError(
        "--output needs --origin 1: a model is of answers of at least a token")
    }
    _ = try families()
  }

  private func families() throws -> [Family] {
    guard family != "all" else { return Family.allCases }
    return try family.split(separator: ",").map { name in
      guard let family = Family(rawValue: String(name)) else {
        throw ValidationError(
          "--family should be all or some of "
            + Family.allCases.map(\.rawValue).joined(separator: ", ")
            + ", but has \(name)")
      }
      return family
    }
  }

  func run() throws {
    try reportingFailures {
      let families = try families()
      let contents = try options.contents(
        of: traces, assumedCap: cap, origin: origin == 0 ? .zero : .one,
        keeping: kept)
      let tables = contents.tables
      let rankings = tables.rankFamilies(families, by: .aic)
      let tasks = tables.tasks.compactMap { id -> TaskFits? in
        guard let table = tables[id], let ranking = rankings[id] else {
          return nil
        }
        return TaskFits(id, table, ranking)
      }
      if let output {
        try write(contents, tasks, families, to: output)
      }
      if options.json {
        try printJSON(["tasks": tasks])
      } else {
        printTables(tasks)
      }
    }
  }

  /// What a model is made of beside the tables.
  private var kept: TraceContents.Kept {
    guard output != nil else { return .none }
    return conditional
      ? .last(TraceOptions.mostTimed) : .timed(last: TraceOptions.mostTimed)
  }

  private func write(
    _ contents: TraceContents, _ tasks: [TaskFits], _ families: [Family],
    to output: String
  ) throws {
    var model = DecodeModel(
      tables: contents.tables,
      latency: try latency.map(LatencyModel.init(contentsOf:)))
    if families.count == 1 {
      for task in tasks {
        guard let fit = task.fits.first else {
          throw Failure.badData(
            "task \(task.task): " + (task.failures.first?.error ?? "no fit"))
        }
        model.lengthModels[TaskID(task.task)] = .parametric(
          families[0],
          parameters: families[0].parameterNames.map {
            fit.parameters[$0]?.wrappedValue ?? .infinity
          })
      }
    }
    if latency == nil { try options.fitTimes(of: &model, contents) }
    if conditional { model.conditional = try conditionalModel(contents) }
    try ModelFile.write(model, to: output)
    StandardError.print("wrote \(output)")
  }

  private func conditionalModel(
    _ contents: TraceContents
  ) throws -> ConditionalLengthModel {
    if contents.dropped > 0 {
      StandardError.print(
        "note: the first \(contents.dropped) answers were left out of the "
          + "conditional model")
    }
    var model = try ConditionalLengthModel()
    for answer in contents.answers {
      guard answer.count == 1 else {
        throw Failure.badData(
          "\(traces.joined(separator: ", ")): --conditional learns answers in "
            + "their order, which a count table does not have")
      }
      model.observe(
        try answer.outcome(), of: model.forecast(answer.request.features))
    }
    return model
  }

  private func printTables(_ tasks: [TaskFits]) {
    for task in tasks {
      print(
        "\(task.task): \(task.observations) answers, "
          + "\(task.censored) censored")
      var table = TextTable("family", "log L", "AIC", "BIC", "parameters ± se")
      for fit in task.fits {
        table.add([
          fit.family, Format.number(fit.logLikelihood, 3),
          Format.number(fit.aic), Format.number(fit.bic), fit.summary,
        ])
      }
      table.print()
      for failure in task.failures {
        print("\(failure.family): \(failure.error)")
      }
      print("")
    }
  }
}

/// The JSON of one task, as other programs rely on it; best fit first.
private struct TaskFits: Encodable {
  var task: String
  var observations: Int
  var censored: Int
  var fits: [FamilyFit]
  var failures: [FamilyFailure]

  init(_ id: TaskID, _ table: LifeTable, _ ranking: FamilyRanking) {
    task = id.rawValue
    observations = table.count
    censored = table.censoredCount
    fits = ranking.entries.map { FamilyFit($0.fit) }
    failures = ranking.failures.map {
      FamilyFailure(family: $0.family.rawValue, error: "\($0.error)")
    }
  }
}

private struct FamilyFailure: Encodable {
  var family: String
  var error: String
}

private struct FamilyFit: Encodable {
  var family: String
  var parameters: [String: Nullable<Double>] = [:]
  var standardErrors: [String: Nullable<Double>] = [:]
  var logLikelihood: Double
  var aic: Double
  var bic: Double
  var converged: Bool
  @Nullable var boundary: String?
  /// The parameters for people, in the family's order.
  let summary: String

  private enum CodingKeys: String, CodingKey {
    case family, parameters, standardErrors, logLikelihood, aic, bic
    case converged, boundary
  }

  init(_ fit: Fit<any LengthDistribution>) {
    family = fit.family.rawValue
    for parameter in fit.parameters {
      parameters[parameter.name] = Nullable(wrappedValue: parameter.value)
      standardErrors[parameter.name] = Nullable(
        wrappedValue: parameter.standardError)
    }
    logLikelihood = fit.logLikelihood
    aic = fit.aic
    bic = fit.bic
    converged = fit.isConverged
    boundary = fit.boundary?.rawValue
    let values = fit.parameters.map {
      "\($0.name) \(Format.parameter($0.value)) "
        + "± \(Format.parameter($0.standardError))"
    }
    summary =
      values.joined(separator: ", ")
      + (fit.boundary.map { " (on a boundary: \($0.rawValue))" } ?? "")
  }
}
