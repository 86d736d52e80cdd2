import ArgumentParser
import DecodeEstimators
import DecodeStatistics

/// What is known of a request at its arrival, beside its task.
struct RequestOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Tokens of the prompt.", valueName: "P"))
  var promptTokens: Int?

  @Option(
    help: ArgumentHelp(
      "Tokens of the answer that the request goes on from; 0 if it begins a "
        + "conversation.",
      valueName: "N"))
  var previousTokens: Int?

  @Option(
    help: ArgumentHelp(
      "A length that somebody predicted: a number, a class, or quantiles such "
        + "as \"120;300;900\"; of the kind that the model was fitted to.",
      valueName: "value"))
  var prediction: String?

  @Option(
    help: ArgumentHelp(
      "A number or label known at arrival, as the column feature.NAME has it, "
        + "or the load: running (requests), waiting (requests), "
        + "prefill_tokens (in flight), cached_tokens. May be given several "
        + "times.",
      valueName: "name=value"))
  var feature: [FeatureArgument] = []

  func validate() throws {
    for (name, value) in [
      ("--prompt-tokens", promptTokens), ("--previous-tokens", previousTokens),
    ] {
      guard let value, value < 0 else { continue }
      throw ValidationError("\(name) should be 0 or more, but is \(value)")
    }
  }

  /// Puts what is known into a request.
  func add(to request: inout DecodeRequest, for model: CompiledModel) throws {
    let names = model.covariateNames
    for feature in feature
    where model.model.conditional == nil && !names.contains(feature.name) {
      throw Failure.badData(
        "--feature: times do not depend on \"\(feature.name)\""
          + (names.isEmpty
            ? ": this model's depend on no number"
            : "; they depend on \(names.joined(separator: ", "))"))
    }
    request.promptTokens = promptTokens
    request.previousTokens = previousTokens
    request.prediction = prediction.map { FeatureValue($0) }
    for feature in feature { request.values[feature.name] = feature.value }
  }
}

/// A feature on the command line: `NAME=VALUE`.
struct FeatureArgument: ExpressibleByArgument {
  var name: String
  var value: FeatureValue

  init?(argument: String) {
    guard let separator = argument.firstIndex(of: "="),
      separator > argument.startIndex
    else { return nil }
    name = String(argument[..<separator])
    value = FeatureValue(String(argument[argument.index(after: separator)...]))
  }
}
