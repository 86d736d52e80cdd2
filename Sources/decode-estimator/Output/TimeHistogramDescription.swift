import DecodeTraces

/// What `describe` says of times in buckets: the bounds between which quantiles
/// lie, never one number.
struct TimeHistogramDescription: Encodable {
  struct Bracket: Encodable {
    var level: Double
    /// The quantile is above the first and at most the second.
    var aboveSeconds: Double
    @Nullable var mostSeconds: Double?
  }

  var metric: String
  var part: String
  var labels: [String: String]
  var observations: Int
  @Nullable var meanSeconds: Double?
  var quantiles: [Bracket]

  init(_ histogram: TimeHistogram) {
    metric = histogram.metric
    part = histogram.part.rawValue
    labels = histogram.labels
    observations = histogram.count
    meanSeconds = histogram.mean
    quantiles = [0.5, 0.9, 0.95, 0.99].map { level in
      let bracket = histogram.bracket(level)
      return Bracket(
        level: level, aboveSeconds: bracket.above, mostSeconds: bracket.most)
    }
  }

  static func print(_ histograms: [TimeHistogram]) {
    guard !histograms.isEmpty else { return }
    var table = TextTable(
      "times in ms", "labels", "requests", "mean", "P50", "P90", "P95", "P99")
    for histogram in histograms {
      let description = TimeHistogramDescription(histogram)
      table.add(
        [
          description.metric, HistogramDescription.text(description.labels),
          "\(description.observations)",
          Format.milliseconds(description.meanSeconds),
        ]
          + description.quantiles.map {
            Format.milliseconds($0.aboveSeconds) + "…"
              + ($0.mostSeconds.map { Format.milliseconds($0) } ?? "∞")
          })
    }
    StandardOutput.print("")
    table.print()
    StandardOutput.print(
      """

      Quantiles of the times are above the first bound and at most the second;
      the mean is exact.
      """)
  }
}
