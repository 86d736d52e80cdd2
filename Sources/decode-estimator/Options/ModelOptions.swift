import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// A model, and how one request differs from what it was made for.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A model, as fit --output writes it.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "max_tokens of the request (default: the cap of the model's answers, if "
        + "they have one).",
      valueName: "N"))
  var maxTokens: Int?

  @Flag(
    help: ArgumentHelp(
      "Take the law of unknown tasks for a task that the model does not know.")
  )
  var unknownTask = false

  @Option(help: "A latency table to use instead of the model's.")
  var latency: String?

  @Option(help: ConfigurationArgument.help)
  var config: [ConfigurationArgument] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws { try requirePositive(maxTokens, "--max-tokens") }

  /// Refuses a task that the model does not know, unless that was said.
  func require(_ task: TaskID, in compiled: CompiledModel) throws {
    guard !unknownTask, !compiled.taskIDs.contains(task) else { return }
    throw Failure.badData(
      "\(model): no task \"\(task)\"; its tasks are "
        + compiled.taskIDs.map(\.rawValue).joined(separator: ", ")
        + "; --unknown-task takes the law of unknown tasks")
  }

  /// The model, ready for look-ups.
  func compiled() throws -> CompiledModel {
    let compiled = try CompiledModel(
      ModelFile.model(model, latency: latency))
    for argument in config { try argument.require(in: compiled) }
    return compiled
  }
}
