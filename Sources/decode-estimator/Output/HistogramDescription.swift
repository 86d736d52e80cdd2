import DecodeTraces

/// What `describe` says of lengths in buckets: the bounds between which
/// quantiles lie, never one number.
struct HistogramDescription: Encodable {
  struct Bracket: Encodable {
    var level: Double
    var least: Int
    @Nullable var most: Int?
    /// The same for N itself, whichever answers were cut.
    @Nullable var mostLatent: Int?
  }

  var metric: String
  var labels: [String: String]
  var observations: Int
  @Nullable var capped: Int?
  @Nullable var cancelled: Int?
  @Nullable var mean: Double?
  var quantiles: [Bracket]

  init(_ histogram: LengthHistogram) {
    metric = histogram.metric
    labels = histogram.labels
    observations = histogram.count
    capped = histogram.capped
    cancelled = histogram.cancelled
    mean = histogram.recordedMean
    quantiles = [0.5, 0.9, 0.95, 0.99].map { level in
      let bracket = histogram.bracket(level)
      return Bracket(
        level: level, least: bracket.least, most: bracket.most,
        mostLatent: histogram.latentBracket(level).most)
    }
  }

  /// Labels as `name=value`, in the order of their names.
  static func text(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      .joined(separator: ",")
  }

  static func print(_ histograms: [LengthHistogram]) {
    guard !histograms.isEmpty else { return }
    var table = TextTable(
      "metric", "labels", "answers", "capped", "cancelled", "mean", "P50",
      "P90", "P95", "P99")
    for histogram in histograms {
      let description = HistogramDescription(histogram)
      table.add(
        [
          description.metric,
          text(description.labels),
          "\(description.observations)", Format.count(description.capped),
          Format.count(description.cancelled),
          Format.number(description.mean),
        ]
          + description.quantiles.map {
            "\($0.least)…\($0.most.map { "\($0)" } ?? "∞")"
          })
    }
    table.print()
    StandardOutput.print(
      """

      Quantiles of the recorded lengths lie between these bounds, ends
      included; buckets tell no more. The mean is exact.
      """)
  }
}
