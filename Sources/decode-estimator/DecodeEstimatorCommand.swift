import ArgumentParser

/// How long the decode phase of LLM requests takes, and how sure that is.
@main
struct DecodeEstimatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode-estimator",
    abstract: "How long the decode phase of LLM requests takes, and how sure "
      + "that is.",
    discussion: """
      A TRACE is what a server or a benchmark wrote of its answers; the verb
      formats lists what is read: CSV with a header, a count table, vLLM,
      SGLang, AIPerf, GuideLLM, OpenTelemetry and others, plain, gzip or zstd.
      - is standard input. A MODEL is what fit --output writes.

      Exit codes: 0 done, 1 a check said no, 64 usage, 65 bad data, 66 no such
      file.
      """,
    subcommands: [
      BudgetCommand.self, DescribeCommand.self, FitCommand.self,
      BoundCommand.self, EstimateCommand.self, CheckCommand.self,
      EvaluateCommand.self, CompareCommand.self, ExperimentCommand.self,
      FormatsCommand.self, ConvertCommand.self,
    ])
}
