import ArgumentParser
import DecodeStatistics

/// `bound`: upper confidence bounds for a quantile of the length.
struct BoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bound",
    abstract: "An upper confidence bound for a quantile of the answers' "
      + "length.",
    discussion: """
      With probability of at least --confidence over the data, at most
      1 − --level of all answers are longer. The bound is for the length
      without caps; it is unbounded where the answers are too few or where
      they were cut.
      """)

  @Argument(help: "A trace or count table.")
  var trace: String

  @Option(help: "The quantile's level, strictly between 0 and 1.")
  var level = 0.95

  @Option(help: "The confidence, strictly between 0 and 1.")
  var confidence = 0.95

  @Option(help: "order-statistic: from the ranks alone, whatever the law.")
  var method = QuantileBound.Method.orderStatistic.rawValue

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded.", valueName: "N"))
  var cap: Int?

  @OptionGroup var options: TraceOptions

  func validate() throws {
    try requireProbability(level, "--level")
    try requireProbability(confidence, "--confidence")
    try requirePositive(cap, "--cap")
    guard QuantileBound.Method(rawValue: method) != nil else {
      throw ValidationError(
        "--method should be one of "
          + QuantileBound.Method.allCases.map(\.rawValue)
          .joined(separator: ", ") + ", but is \(method)")
    }
  }

  func run() throws {
    try reportingFailures {
      let tables = try options.tables([trace], assumedCap: cap)
      let bounds = try tables.tasks.compactMap { id in
        try tables[id].map { table in
          TaskBound(
            task: id.rawValue,
            bound: BoundOutput(
              try table.orderStatisticBound(
                level: level, confidence: confidence)))
        }
      }
      if options.json {
        try printJSON(["tasks": bounds])
      } else {
        printTable(bounds)
      }
    }
  }

  private func printTable(_ bounds: [TaskBound]) {
    print(
      "\(Format.level(level)) with confidence "
        + "\(Format.percent(confidence)) %, by \(method)")
    var table = TextTable("task", "answers", "tokens", "rank", "needed")
    for task in bounds {
      let bound = task.bound
      table.add([
        task.task, "\(bound.observations)",
        bound.tokens.map { "≤ \($0)" } ?? "unbounded",
        Format.count(bound.rank), "\(bound.requiredObservations)",
      ])
    }
    table.print()
    for task in bounds {
      for caveat in task.bound.caveats { print("\(task.task): \(caveat)") }
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
