import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// `merge`: count tables and models made apart, as one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Adds count tables, or models, that were made apart.",
    discussion: """
      Answers and measured times add up exactly, whatever the order. Of count
      tables and traces a count table is made; as soon as one input is a model,
      a model. What has no exact sum (counts that fade, times that were fitted
      apart) is refused, unless --without leaves it out.
      """)

  @Argument(help: "Count tables, traces and models, in any number.")
  var inputs: [String]

  @Option(help: "Where to write the sum; as gzip if it ends in .gz.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "A part of the models to leave out: "
        + ModelPart.allCases.map(\.rawValue).joined(separator: ", ")
        + ".", valueName: "part"),
    transform: { name in
      guard let part = ModelPart(rawValue: name) else {
        throw ValidationError(
          "--without should be one of "
            + ModelPart.allCases.map(\.rawValue).joined(separator: ", ")
            + ", but is \(name)")
      }
      return part
    })
  var without: [ModelPart] = []

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func run() throws {
    try reportingFailures {
      // Models may stand anywhere: what is kept of answers is known.
      let (paths, hasModel) = try modelsFirst()
      let (models, contents) = try options.modelsAndContents(
        of: paths, digests: hasModel, without: Set(without))
      let sum: LifeTables
      if var model = try models.merged() {
        if !contents.tables.isEmpty {
          guard contents.convention == nil else {
            throw Failure.badData(
              "\(contents.reports.first?.path ?? ""): has measured times, "
                + "which a model learns by fit MODEL TRACE")
          }
          try model.tables.merge(contents.tables)
          model.provenance.add(contents.reports)
        }
        sum = model.tables
        try ModelFile.save(model, to: output)
      } else {
        try contents.requireAnswers()
        sum = contents.tables
        try CountTableWriter().write(sum, to: output)
        Notes.wrote(output)
      }
      let result = MergeOutput(
        inputs: inputs.count, isModel: hasModel, observations: sum.count,
        tasks: sum.tasks.map { task in
          MergeOutput.Task(
            task: task.rawValue, observations: sum[task]?.count ?? 0)
        })
      if options.json { try printJSON(result) } else { result.print() }
    }
  }

  /// The inputs, models before all others; standard input stays where it is.
  private func modelsFirst() throws -> ([String], hasModel: Bool) {
    var (models, others) = ([String](), [String]())
    for path in inputs {
      if path != "-", try ModelFile.isModel(TraceInput(path)) {
        models.append(path)
      } else {
        others.append(path)
      }
    }
    return (models + others, !models.isEmpty)
  }
}

/// What `merge` prints.
struct MergeOutput: Encodable {
  struct Task: Encodable {
    var task: String
    var observations: Int
  }

  var inputs: Int
  var isModel: Bool
  var observations: Int
  var tasks: [Task]

  func print() {
    var table = TextTable("task", "answers")
    for task in tasks { table.add([task.task, "\(task.observations)"]) }
    table.print()
  }
}
