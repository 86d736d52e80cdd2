import ArgumentParser
import DecodeStatistics

/// `compare`: whether two traces have the same lengths, task by task.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Whether two traces have the same lengths, and by how much "
      + "their means differ.",
    discussion: """
      For every task that both traces have: the log-rank test of one law of
      lengths, and the difference of the restricted means, B's less A's, with
      its interval. Both allow for answers that were cut. The log-rank test
      can miss laws whose hazards cross; the difference cannot miss a mean.

      The p-values are of one task each: among many tasks some are small by
      chance. Answers that depend on each other make them too small.
      """)

  @Argument(help: "The first trace or count table, A.")
  var first: String

  @Argument(help: "The second, B.")
  var second: String

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded. Also where the "
        + "restricted means end; by default they go as far as both traces "
        + "tell.",
      valueName: "N"))
  var cap: Int?

  @Option(help: "The confidence of the intervals, strictly between 0 and 1.")
  var confidence = 0.95

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requireProbability(confidence, "--confidence")
  }

  func run() throws {
    try reportingFailures {
      let a = try options.tables([first], assumedCap: cap)
      let b = try options.tables([second], assumedCap: cap)
      let output = try ComparisonOutput(
        a, b, cap: cap, confidence: confidence)
      guard !output.tasks.isEmpty else {
        throw Failure.badData(
          "the traces have no task in common: \(first) has "
            + a.tasks.map(\.rawValue).joined(separator: ", ") + "; \(second) "
            + "has " + b.tasks.map(\.rawValue).joined(separator: ", "))
      }
      if options.json {
        try printJSON(output)
      } else {
        output.print()
      }
    }
  }
}
