import ArgumentParser

/// How long the decode phase of LLM requests takes, and how sure that is.
@main
struct DecodeEstimatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode-estimator",
    abstract: "How long the decode phase of LLM requests takes, and how sure "
      + "that is.",
    discussion: """
      A TRACE is a CSV file, also gzipped (.gz), with the columns task and
      output_tokens, and optionally ending (stopped, capped, cancelled), cap,
      and others; a count table has a column count as well. A MODEL is what \
      fit --output writes.

      Exit codes: 0 done, 1 a check said no, 64 usage, 65 bad data, 66 no such
      file.
      """,
    subcommands: [
      BudgetCommand.self, DescribeCommand.self, FitCommand.self,
      BoundCommand.self, EstimateCommand.self, CheckCommand.self,
      EvaluateCommand.self, CompareCommand.self, ExperimentCommand.self,
    ])
}
