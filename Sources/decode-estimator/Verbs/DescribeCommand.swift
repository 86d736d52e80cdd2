import ArgumentParser
import DecodeStatistics
import DecodeTraces

/// `describe`: what lengths a trace holds.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Lengths by task: recorded moments, and Kaplan–Meier quantiles "
      + "and restricted mean.")

  @Argument(help: "Traces or count tables.")
  var traces: [String]

  @Option(
    help: ArgumentHelp(
      "The cap of answers whose ending is not recorded: those of N tokens "
        + "count as capped. Also where the restricted mean ends.",
      valueName: "N"))
  var cap: Int?

  @OptionGroup var options: TraceOptions

  func validate() throws { try requirePositive(cap, "--cap") }

  func run() throws {
    try reportingFailures {
      let contents = try options.contents(
        of: traces, assumedCap: cap, mayBeGrouped: true)
      let tables = contents.tables
      let tasks = try tables.tasks.compactMap { id in
        try tables[id].map { try TaskDescription(id, $0, cap: cap) }
      }
      if options.json {
        try printJSON(
          Description(
            tasks: tasks,
            histograms: contents.histograms.map(HistogramDescription.init)))
      } else {
        if !tasks.isEmpty { printTable(tasks) }
        HistogramDescription.print(contents.histograms)
      }
    }
  }

  private func printTable(_ tasks: [TaskDescription]) {
    var table = TextTable(
      "task", "answers", "censored", "mean", "median", "sd", "CV %", "min",
      "max", "P50", "P90", "P95", "P99", "E[min(N, c)]", "± se", "c")
    for task in tasks {
      table.add(
        [
          task.task, "\(task.observations)", "\(task.censored)",
          Format.number(task.mean), Format.number(task.median, 1),
          Format.number(task.standardDeviation),
          Format.number(task.coefficientOfVariation.map { $0 * 100 }, 1),
          "\(task.minimum)", "\(task.maximum)",
        ] + task.quantiles.map { Format.count($0.tokens) } + [
          Format.number(task.restrictedMean.value),
          Format.number(task.restrictedMean.standardError, 3),
          "\(task.restrictedMean.cap)",
        ])
    }
    table.print()
    print(
      """

      mean, median and sd are of the recorded lengths as they stand, in tokens;
      P50…P99 and E[min(N, c)] are Kaplan–Meier estimates, — where censoring
      hides them.
      """)
  }
}

/// The JSON object; lengths in buckets stand apart, since they have no
/// quantiles but bounds of them.
private struct Description: Encodable {
  var tasks: [TaskDescription]
  var histograms: [HistogramDescription]

  private enum CodingKeys: String, CodingKey {
    case tasks
    case histograms
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tasks, forKey: .tasks)
    if !histograms.isEmpty {
      try values.encode(histograms, forKey: .histograms)
    }
  }
}

/// The JSON of one task, as other programs rely on it.
private struct TaskDescription: Encodable {
  struct Quantile: Encodable {
    var level: Double
    @Nullable var tokens: Int?
  }

  struct Restricted: Encodable {
    var cap: Int
    var value: Double
    @Nullable var standardError: Double?
  }

  var task: String
  var observations: Int
  var censored: Int
  var mean: Double
  var median: Double
  @Nullable var standardDeviation: Double?
  @Nullable var coefficientOfVariation: Double?
  var minimum: Int
  var maximum: Int
  var restrictedMean: Restricted
  var quantiles: [Quantile]

  init(_ id: TaskID, _ table: LifeTable, cap: Int?) throws {
    guard let mean = table.recordedMean, let median = table.recordedMedian,
      let minimum = table.minimum, let maximum = table.maximum
    else { throw Failure.badData("task \(id) has no answers") }
    let curve = try KaplanMeier(table)
    let restricted = curve.restrictedMeanEstimate(
      through: cap ?? table.largestCap ?? maximum)
    task = id.rawValue
    observations = table.count
    censored = table.censoredCount
    self.mean = mean
    self.median = median
    standardDeviation = table.recordedStandardDeviation
    coefficientOfVariation = table.recordedCoefficientOfVariation
    self.minimum = minimum
    self.maximum = maximum
    restrictedMean = Restricted(
      cap: restricted.cap, value: restricted.value,
      standardError: restricted.standardError)
    quantiles = [0.5, 0.9, 0.95, 0.99].map { level in
      let tokens = curve.quantile(level)
      return Quantile(level: level, tokens: tokens == .max ? nil : tokens)
    }
  }
}
