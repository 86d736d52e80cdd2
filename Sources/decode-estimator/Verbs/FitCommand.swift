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
      unless --family names a single law: then by that. With --conditional,
      estimates depend on what a request tells: the prompt's length, the
      conversation (columns conversation, turn), a prediction of somebody
      (prediction), the prompt itself (text), its embedding and further
      features (feature.NAME).

      Where a MODEL comes first, it goes on learning from the traces after it:
      tables and measured times add up, families are fitted again, what was
      learnt from requests goes on, and latency is fitted to the new times, if
      there are any.
      """)

  @Argument(
    help: "Traces or count tables, several are merged; models before them.")
  var traces: [String]

  @OptionGroup var fitting: FitOptions

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
      "Keep lengths given what is known of a request in the model, learnt from "
        + "the last 200000 rows in their order."))
  var conditional = false

  @Option(
    help: ArgumentHelp(
      "Embeddings of the prompts (CSV), for --conditional: with a header, whose "
        + "first column is matched with the trace's prompt_id where it has one; "
        + "otherwise a row of numbers for each answer, in their order.",
      valueName: "file"))
  var embeddings: String?

  @Option(help: "Where to write the model.")
  var output: String?

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    guard origin == 0 || origin == 1 else {
      throw ValidationError("--origin should be 0 or 1, but is \(origin)")
    }
    guard origin == 1 || output == nil else {
      throw ValidationError(
        "--output needs --origin 1: a model is of answers of at least a token")
    }
    guard origin == 1 || fitting.bootstrap == nil else {
      throw ValidationError(
        "--bootstrap needs --origin 1: its quantiles are of answers of at "
          + "least a token")
    }
  }

  func run() throws {
    try reportingFailures {
      let choice = try fitting.choice()
      let latency = try latency.map(LatencyModel.init(contentsOf:))
      let (models, contents) = try options.modelsAndContents(
        of: traces, assumedCap: cap, origin: origin == 0 ? .zero : .one,
        digests: output != nil, keeping: kept)
      let base = try models.merged()
      if base == nil { try contents.requireAnswers() }
      try requireLearnable(base)
      var tables = base?.tables ?? LifeTables()
      try tables.merge(contents.tables)
      let rankings = tables.rankFamilies(choice.families, by: .aic)
      let progress = ProgressLine("fitting \(tables.tasks.count) tasks")
      let tasks = tables.tasks.enumerated().compactMap {
        (place, id) -> FitOutput? in
        progress.update(steps: place, of: tables.tasks.count)
        guard let table = tables[id], let ranking = rankings[id] else {
          return nil
        }
        return FitOutput(
          id, table, ranking, choice, fitting, latency: latency)
      }
      progress.finish()
      if let output {
        var model = try model(base, contents, latency)
        try name(choice, tasks, in: &model)
        model.provenance.add(contents.reports)
        try ModelFile.save(model, to: output)
      }
      if options.json {
        try printJSON(["tasks": tasks])
      } else {
        for task in tasks { task.print() }
      }
    }
  }

  /// What a model is made of beside the tables.
  private func kept(_ models: [DecodeModel]) -> TraceContents.Kept {
    guard output != nil else { return .none }
    return conditional || models.contains { $0.conditional != nil }
      ? .last(TraceOptions.mostTimed) : .timed(last: TraceOptions.mostTimed)
  }

  /// Refuses what a model that is there already cannot learn.
  private func requireLearnable(_ base: DecodeModel?) throws {
    guard let base else { return }
    guard origin == 1 else {
      throw ValidationError("a model is of answers of at least a token")
    }
    guard !conditional || base.conditional != nil else {
      throw Failure.badData(
        "\(traces[0]): --conditional needs the answers that the model was made "
          + "of, in their order, which it did not keep; fit it anew")
    }
  }

  /// The model, a new one or one that goes on learning.
  private func model(
    _ base: DecodeModel?, _ contents: TraceContents, _ latency: LatencyModel?
  ) throws -> DecodeModel {
    guard var model = base else {
      var model = DecodeModel(tables: contents.tables, latency: latency)
      if latency == nil { try options.fitTimes(of: &model, contents) }
      if conditional { model.conditional = try conditionalModel(contents) }
      return model
    }
    let answers = try answers(contents)
    do throws(EstimationError) {
      let caveats = try model.learn(
        contents.tables, answers,
        convention: latency == nil ? contents.convention : nil)
      if latency == nil, contents.convention != nil {
        Notes.say(
          "latency is fitted to the times of the new answers alone; measured "
            + "times add up")
      }
      for sentence in [FitCaveat].sentences(caveats, hasUnit: false) {
        Notes.say(sentence)
      }
    } catch {
      throw Failure.badData("\(error)")
    }
    if let latency {
      model.latency = latency
      model.isLatencyAssumed = false
    }
    return model
  }

  /// Names the single law that was asked for as that of every task.
  private func name(
    _ choice: FitOptions.Choice, _ tasks: [FitOutput],
    in model: inout DecodeModel
  ) throws {
    guard choice.families.count + (choice.isSplineWanted ? 1 : 0) == 1 else {
      return
    }
    for task in tasks {
      guard let fit = task.fits.first else {
        throw Failure.badData(
          "task \(task.task): " + (task.failures.first?.error ?? "no fit"))
      }
      guard let family = choice.families.first else {
        model.lengthModels[TaskID(task.task)] = .hazardSpline
        continue
      }
      model.lengthModels[TaskID(task.task)] = .parametric(
        family,
        parameters: family.parameterNames.map {
          fit.parameters[$0]?.wrappedValue ?? .infinity
        })
    }
  }

  /// The answers in their order, with the embeddings of their prompts.
  private func answers(_ contents: TraceContents) throws -> [RecordedAnswer] {
    try embeddings.map { try contents.answers.embedded(by: $0) }
      ?? contents.answers
  }

  private func conditionalModel(
    _ contents: TraceContents
  ) throws -> ConditionalLengthModel {
    if contents.dropped > 0 {
      Notes.say(
        "the first \(contents.dropped) answers were left out of the "
          + "conditional model")
    }
    let (answers, model) = (
      try answers(contents), try ConditionalLengthModel()
    )
    do throws(EstimationError) {
      return try model.learning(answers)
    } catch .merge(.answersWithoutOrder) {
      throw Failure.badData(
        "\(traces.joined(separator: ", ")): --conditional learns answers in "
          + "their order, which a count table does not have")
    }
  }
}
