import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// A budget against times that are known in buckets only: between which shares
/// P(over) lies, and how large it is at most.
struct BucketedBudget: Encodable {
  struct Entry: Encodable {
    var metric: String
    var labels: [String: String]
    var observations: Int
    /// What the times are held against: the budget, less the prefill where they
    /// are of the decode phase.
    var limitSeconds: Double
    /// The share of requests in the buckets above the limit, and with those of
    /// the bucket that the limit falls into.
    var leastExceeding: Double
    var mostExceeding: Double
    /// Clopper and Pearson's upper bound at the larger share.
    var upperConfidenceBound: Double
  }

  var budgetSeconds: Double
  var prefillSeconds: Double
  var level: Double
  var confidence: Double
  /// Buckets have no tasks.
  var tasks: [String] = []
  var histograms: [Entry]

  init(
    _ histograms: [TimeHistogram], _ limits: BudgetOptions, level: Double,
    confidence: Double
  ) throws {
    let budget = limits.budget.duration.inSeconds
    let prefill = limits.prefill?.duration.inSeconds ?? 0
    budgetSeconds = budget
    prefillSeconds = prefill
    self.level = level
    self.confidence = confidence
    self.histograms = try histograms.map { histogram in
      let limit = histogram.part == .decode ? budget - prefill : budget
      let exceeding = histogram.countExceeding(seconds: limit)
      let count = histogram.count
      return Entry(
        metric: histogram.metric, labels: histogram.labels,
        observations: count, limitSeconds: limit,
        leastExceeding: Double(exceeding.least) / Double(count),
        mostExceeding: Double(exceeding.most) / Double(count),
        upperConfidenceBound: try BinomialProportion(
          successes: exceeding.most, trials: count
        ).upperBound(confidence: confidence))
    }
  }

  func print(asJSON: Bool) throws {
    guard !asJSON else { return try printJSON(self) }
    var table = TextTable(
      "metric", "labels", "requests", "limit ms", "P(over) %", "at most %",
      "verdict")
    for entry in histograms {
      table.add([
        entry.metric, HistogramDescription.text(entry.labels),
        "\(entry.observations)", Format.milliseconds(entry.limitSeconds),
        Format.percent(entry.leastExceeding) + "…"
          + Format.percent(entry.mostExceeding),
        Format.percent(entry.upperConfidenceBound), verdict(entry),
      ])
    }
    table.print()
    StandardOutput.print(
      """

      P(over) lies between the shares that the buckets allow. "at most" bounds
      it with \(Format.percent(confidence)) % confidence, if requests are \
      independent draws of one law.
      Times include what the server's load was; buckets tell neither tasks nor
      max_tokens.
      """)
  }

  /// Whether P(over) ≤ 1 − level: proven, refuted by every placement, or open.
  private func verdict(_ entry: Entry) -> String {
    let risk = (1 - level) * (1 + 0x1p-40)
    if entry.upperConfidenceBound <= risk { return "fits" }
    return entry.leastExceeding > risk ? "exceeded" : "not known"
  }
}
