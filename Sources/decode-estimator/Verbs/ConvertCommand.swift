import ArgumentParser
import DecodeTraces
import Foundation

/// `convert`: any trace as the native CSV.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write any trace as the native CSV.",
    discussion: """
      Columns that no answer has are left out, and so is the ending where none
      was recorded. Times are in milliseconds, timestamps in seconds; the
      column convention says which tokens decode times cover.
      """)

  @Argument(help: "Traces, of any kind that formats lists.")
  var traces: [String]

  @Option(help: "The file to write; standard output if none is given.")
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded.", valueName: "N"))
  var cap: Int?

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    if options.json {
      throw ValidationError(
        "convert writes CSV; to have JSON, read its output with describe --json"
      )
    }
  }

  func run() throws {
    try reportingFailures {
      let contents = try options.contents(
        of: traces, assumedCap: cap, keeping: .all)
      let bytes = try TraceWriter().contents(of: contents)
      if let output {
        try AtomicFile.write(bytes, to: output)
        Notes.wrote(output)
      } else {
        StandardOutput.write(bytes)
      }
    }
  }
}
