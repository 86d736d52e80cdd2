import ArgumentParser
import DecodeStatistics
import DecodeTraces

/// The prefills of a trace, and how a model of them is judged.
struct PrefillOptions: ParsableArguments {
  @Argument(
    help: "A trace with prompt_tokens and prefill_ms, perhaps config.*.")
  var trace: String

  @Option(
    help: ArgumentHelp(
      "What the column of prefill times counts: s, ms, us or ns (default: what its name states, else ms).",
      valueName: "unit"),
    transform: { text in
      guard let unit = TimeUnit(rawValue: text) else {
        throw ValidationError("the unit should be s, ms, us or ns")
      }
      return unit
    })
  var unit: TimeUnit?

  @Option(help: "Parts of the cross-validation.")
  var folds = 10

  @Option(help: "How rows are dealt to the parts.")
  var seed: UInt64 = 1

  @OptionGroup var options: TraceOptions

  func validate() throws {
    guard (2...1000).contains(folds) else {
      throw ValidationError("--folds should be in 2...1000, but is \(folds)")
    }
  }

  /// The prefills, and how many rows the file has.
  ///
  /// A configuration with a single row is left out: what is learnt of it
  /// cannot be tried on another row.
  func rows() throws -> (rows: [PrefillRow], inFile: Int) {
    let progress = ProgressLine("reading \(trace)")
    let (rows, report) = try options.reader().prefills(
      in: trace, unit: unit, progress: { progress.update(bytes: $0, of: $1) })
    progress.finish()
    options.note(report)
    var counts: [ServingConfiguration: Int] = [:]
    for row in rows { counts[row.observation.configuration, default: 0] += 1 }
    guard counts.count > 1 else { return (rows, report.rowsRead) }
    for configuration in counts.keys.sorted() where counts[configuration] == 1 {
      Notes.say(
        "\(trace): \(configuration.name) has a single row and was left "
          + "out")
    }
    let kept = rows.filter { counts[$0.observation.configuration] != 1 }
    guard !kept.isEmpty else {
      throw Failure.badData(
        "\(trace): every configuration has a single row: map fewer config.* "
          + "columns, or measure each one more often")
    }
    return (kept, report.rowsRead)
  }
}

extension ServingConfiguration {
  /// The labels, or what there is without any.
  var name: String { labels.isEmpty ? "all rows" : description }
}

/// Runs what fits models to the rows of a file, of which it speaks if that
/// fails.
func reportingFitErrors<Result>(
  of path: String, _ body: () throws(DecodeTimeError) -> Result
) throws -> Result {
  do throws(DecodeTimeError) {
    return try body()
  } catch {
    throw Failure.badData("\(path): \(error)")
  }
}
