import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// `describe`: what lengths a trace holds.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Lengths by task: recorded moments, and Kaplan–Meier quantiles "
      + "and restricted mean with their intervals; and the times that were "
      + "measured.")

  @Argument(help: "Traces or count tables.")
  var traces: [String]

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded: those of N tokens "
        + "count as capped. Also where the restricted mean ends.",
      valueName: "N"))
  var cap: Int?

  @Option(help: "The confidence of the intervals, strictly between 0 and 1.")
  var confidence = 0.95

  @Flag(help: "Draw each task's survival curve and where its answers end.")
  var plot = false

  @OptionGroup var options: TraceOptions

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requireProbability(confidence, "--confidence")
  }

  func run() throws {
    try reportingFailures {
      let contents = try options.contents(
        of: traces, assumedCap: cap, keeping: .times,
        mayBeGrouped: true)
      let tables = contents.tables
      let tasks = try tables.tasks.compactMap { id in
        try tables[id].map {
          try DescriptionOutput(id, $0, cap: cap, confidence: confidence)
        }
      }
      let times = try TimeDescription.all(contents.times)
      if options.json {
        try printJSON(
          Description(
            tasks: tasks, times: times,
            histograms: contents.histograms.map(HistogramDescription.init),
            timeHistograms: contents.timeHistograms.map(
              TimeHistogramDescription.init)))
      } else {
        if !tasks.isEmpty { DescriptionOutput.print(tasks) }
        if plot { try draw(tables) }
        TimeDescription.print(times)
        HistogramDescription.print(contents.histograms)
        TimeHistogramDescription.print(contents.timeHistograms)
      }
    }
  }
}

extension DescribeCommand {
  /// Draws the tasks on one axis.
  private func draw(_ tables: LifeTables) throws {
    let longest = tables.tasks.compactMap { tables[$0]?.maximum }.max() ?? 1
    for id in tables.tasks {
      guard let table = tables[id] else { continue }
      let text = SurvivalText(
        id.rawValue, try KaplanMeier(table), longest: longest)
      StandardOutput.print("\n" + text.lines.joined(separator: "\n"))
    }
  }
}

/// The JSON object; lengths and times in buckets stand apart, since they have no
/// quantiles but bounds of them.
private struct Description: Encodable {
  var tasks: [DescriptionOutput]
  var times: [TimeDescription]
  var histograms: [HistogramDescription]
  var timeHistograms: [TimeHistogramDescription]

  private enum CodingKeys: String, CodingKey {
    case tasks
    case times
    case histograms
    case timeHistograms
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tasks, forKey: .tasks)
    if !times.isEmpty { try values.encode(times, forKey: .times) }
    if !histograms.isEmpty {
      try values.encode(histograms, forKey: .histograms)
    }
    if !timeHistograms.isEmpty {
      try values.encode(timeHistograms, forKey: .timeHistograms)
    }
  }
}
