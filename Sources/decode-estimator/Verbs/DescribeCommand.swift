import ArgumentParser
import DecodeStatistics

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
      let tables = try options.tables([trace], assumedCap: cap)
      let tasks = try tables.tasks.compactMap { id in
        try tables[id].map {
          try DescriptionOutput(id, $0, cap: cap, confidence: confidence)
        }
      }
      if options.json {
        try printJSON(["tasks": tasks])
      } else {
        DescriptionOutput.print(tasks)
      }
    }
  }
}
