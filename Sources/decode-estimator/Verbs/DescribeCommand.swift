import ArgumentParser
import DecodeStatistics
import DecodeTraces

/// `describe`: what lengths a trace holds.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Lengths by task: recorded moments, and Kaplan–Meier quantiles "
      + "and restricted mean with their intervals.")

  @Argument(help: "A trace or count table.")
  var trace: String

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded: those of N tokens "
        + "count as capped. Also where the restricted mean ends.",
      valueName: "N"))
  var cap: Int?

  @Option(help: "The confidence of the intervals, strictly between 0 and 1.")
  var confidence = 0.95

  @OptionGroup var options: TraceOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requireProbability(confidence, "--confidence")
  }

  func run() throws {
    try reportingFailures {
      let contents = try options.contents(
        of: [trace], assumedCap: cap, mayBeGrouped: true)
      let tables = contents.tables
      let tasks = try tables.tasks.compactMap { id in
        try tables[id].map {
          try DescriptionOutput(id, $0, cap: cap, confidence: confidence)
        }
      }
      if options.json {
        try printJSON(
          Description(
            tasks: tasks,
            histograms: contents.histograms.map(HistogramDescription.init)))
      } else {
        if !tasks.isEmpty { DescriptionOutput.print(tasks) }
        HistogramDescription.print(contents.histograms)
      }
    }
  }
}

/// The JSON object; lengths in buckets stand apart, since they have no
/// quantiles but bounds of them.
private struct Description: Encodable {
  var tasks: [DescriptionOutput]
  var histograms: [HistogramDescription]

  private enum CodingKeys: String, CodingKey {
    case tasks
    case histograms
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tasks, forKey: .tasks)
    if !histograms.isEmpty {
      try values.encode(histograms, forKey: .histograms)
    }
  }
}
