import ArgumentParser
import DecodeEstimators
import DecodeStatistics

/// A number known at arrival: `NAME=V`.
struct FeatureArgument: ExpressibleByArgument {
  var name: String
  var value: Double

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
      return nil
    }
    name = String(parts[0])
    self.value = value
  }
}

/// What a request tells of itself and of the server's load.
struct FeatureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A number known at arrival, by the name that the log's feature.NAME "
        + "column has, or of the load: running (requests), waiting (requests), "
        + "prefill_tokens (in flight), cached_tokens. May be given several "
        + "times.",
      valueName: "NAME=V"))
  var feature: [FeatureArgument] = []

  /// The numbers by name.
  func covariates(_ model: CompiledModel) throws -> [String: Double] {
    let known = model.covariateNames
    var covariates: [String: Double] = [:]
    for argument in feature {
      guard known.contains(argument.name) else {
        throw Failure.badData(
          "--feature: times do not depend on \"\(argument.name)\""
            + (known.isEmpty
              ? ": this model's depend on no number"
              : "; they depend on \(known.joined(separator: ", "))"))
      }
      covariates[argument.name] = argument.value
    }
    return covariates
  }
}
