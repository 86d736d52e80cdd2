import ArgumentParser
import DecodeTraces

/// `formats`: what kinds of file are read.
struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "What kinds of trace are read, and what each of them tells.")

  @Flag(help: "Print one JSON object.")
  var json = false

  /// One kind of file.
  private struct Entry: Encodable {
    var format: String
    var title: String
    var origin: String
    var contents: String
  }

  @OptionGroup var general: GeneralOptions

  func run() throws {
    try reportingFailures {
      let entries = TraceFormat.allCases.map {
        Entry(
          format: $0.rawValue, title: $0.title, origin: $0.origin,
          contents: $0.contents)
      }
      guard !json else { return try printJSON(["formats": entries]) }
      var table = TextTable("format", "made by", "beside lengths")
      for entry in entries {
        table.add([entry.title, entry.origin, entry.contents])
      }
      table.print()
      StandardOutput.print(
        """

        Files are told apart by their content, not by their names; plain, gzip
        or zstd; - is standard input. convert writes any of them as CSV.
        """)
    }
  }
}
