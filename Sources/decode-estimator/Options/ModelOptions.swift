import ArgumentParser
import DecodeEstimators

/// A model, and how one request differs from what it was made for.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A model, as fit --output writes it.")
  var model: String

  @Option(help: ArgumentHelp("max_tokens of the request.", valueName: "N"))
  var cap: Int?

  @Option(help: "A latency table to use instead of the model's.")
  var latency: String?

  @Option(help: ConfigurationArgument.help)
  var config: [ConfigurationArgument] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws { try requirePositive(cap, "--cap") }

  /// The model, ready for look-ups.
  func compiled() throws -> CompiledModel {
    let compiled = try CompiledModel(
      ModelFile.read(model, latency: latency))
    for argument in config { try argument.require(in: compiled) }
    return compiled
  }
}
