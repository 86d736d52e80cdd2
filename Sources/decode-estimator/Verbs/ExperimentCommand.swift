import ArgumentParser

/// `experiment`: what a trace says about open questions.
struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "What a trace says about open questions of planning.",
    subcommands: [
      PrefillExperimentCommand.self, FeaturesExperimentCommand.self,
      ClassifierExperimentCommand.self, UtilizationExperiment.self,
      PredictorExperimentCommand.self,
    ])
}
