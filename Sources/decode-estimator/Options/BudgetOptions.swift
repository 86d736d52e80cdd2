import ArgumentParser

/// A budget and the prefill that is already known of it.
struct BudgetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Prefill and decode together: a number with ms, s, us or min, such as "
        + "500ms.",
      valueName: "time"))
  var budget: DurationArgument

  @Option(
    help: ArgumentHelp(
      "The time of the prefill phase (default: 0).", valueName: "time"))
  var prefill: DurationArgument?
}
