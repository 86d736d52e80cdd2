import ArgumentParser
import DecodeEstimators
import DecodeStatistics

/// A configuration as people write it: `gpu=h100,tp=2`.
struct ConfigurationArgument: ExpressibleByArgument {
  static let help = ArgumentHelp(
    "What the request would run on, as in config.* columns of the trace, such "
      + "as gpu=h100,tp=2.",
    valueName: "key=value,...")

  var configuration: ServingConfiguration

  init?(argument: String) {
    guard let found = ServingConfiguration(parsing: argument) else {
      return nil
    }
    configuration = found
  }

  /// Refuses a configuration of which no time was measured.
  func require(among tables: TimeTables) throws {
    let known = Set(tables.groups.map(\.configuration)).sorted()
    guard !known.contains(configuration) else { return }
    throw Failure.badData(
      "no times were measured for \(configuration); configurations with times "
        + "are " + known.map(\.description).joined(separator: "; "))
  }

  /// Refuses a configuration of which the model has no times.
  func require(in model: CompiledModel) throws {
    guard !model.configurations.contains(configuration) else { return }
    let known = model.configurations.map(\.description)
    throw Failure.badData(
      "no times are known for \(configuration); "
        + (known.isEmpty
          ? "the model has none by configuration"
          : "the model's configurations are " + known.joined(separator: "; ")))
  }
}
