import DecodeEstimators
import DecodeStatistics

/// Which configurations meet a budget, as JSON that other programs rely on.
struct ConfigurationsOutput: Encodable {
  struct Choice: Encodable {
    var configuration: [String: String]
    var feasible: Bool
    @Nullable var refusedBy: String?
    var reason: String
    var prefillSeconds: Double
    @Nullable var expectedSeconds: Double?
    @Nullable var plannedSeconds: Double?
    var violationProbability: Double
    var caveats: [String]
  }

  var task: String
  /// Whether any configuration fits.
  var feasible: Bool
  var configurations: [Choice]

  init(_ decisions: [ConfigurationDecision], task: TaskID) {
    self.task = task.rawValue
    feasible = decisions.contains(where: \.isFeasible)
    configurations = decisions.map { decision in
      Choice(
        configuration: decision.configuration.labels,
        feasible: decision.isFeasible,
        refusedBy: decision.refusedBy?.rawValue, reason: decision.reason,
        prefillSeconds: decision.prefill.inSeconds,
        expectedSeconds: decision.expectedTime?.inSeconds,
        plannedSeconds: decision.plannedTime?.inSeconds,
        violationProbability: decision.violationProbability,
        caveats: decision.caveats.map(\.description))
    }
  }

  func print(asJSON: Bool) throws {
    guard !asJSON else { return try printJSON(self) }
    guard !configurations.isEmpty else {
      StandardOutput.print("the model knows no configuration")
      return
    }
    var table = TextTable(
      "configuration", "prefill ms", "expected ms", "planned ms", "P(over) %",
      "fits")
    for choice in configurations {
      table.add([
        ServingConfiguration(choice.configuration).description,
        Format.milliseconds(choice.prefillSeconds),
        Format.milliseconds(choice.expectedSeconds),
        Format.milliseconds(choice.plannedSeconds),
        Format.percent(choice.violationProbability),
        choice.feasible ? "yes" : "no",
      ])
    }
    table.print()
    StandardOutput.print("")
    for choice in configurations {
      let name = ServingConfiguration(choice.configuration).description
      let word =
        choice.feasible ? Style.good("feasible") : Style.bad("not feasible")
      StandardOutput.print("\(name): \(word): \(choice.reason)")
    }
  }
}
