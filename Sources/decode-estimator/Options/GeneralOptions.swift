import ArgumentParser

/// What every verb takes.
struct GeneralOptions: ParsableArguments {
  @Flag(
    name: [.short, .long],
    help: "Print neither notes nor progress on standard error, errors only.")
  var quiet = false

  func validate() { Notes.isQuiet = quiet }
}
