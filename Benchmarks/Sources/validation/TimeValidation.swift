import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import QuantileAccuracy

/// Prints how accurate the quantiles of measured times are on answers not
/// seen.
struct TimeValidation {
  let folder: URL
  /// What `peers/lightgbm_times.py` printed, if it is at hand.
  let peers: [[String]]

  init(folder: URL, peers: URL?) throws {
    self.folder = folder
    self.peers =
      try peers.map { url in
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
          .map { $0.split(separator: ",").map(String.init) }
      } ?? []
  }

  func print() throws {
    Swift.print(Self.preamble)
    let serving = try answers(
      "llmservingsim/vllm_measured_requests.csv",
      columns: "tokens=output_tokens,prompt=input_tokens,decode=decode_s:s,"
        + "prefill=prefill_s:s,queue=queue_delay_s:s,"
        + "timestamp=queued_ts_s:s,config.gpu=gpu")
    try report(
      "LLMServingSim", serving, .folds(5), key: "llmservingsim-folds")
    for gpu in ["RTX4090", "RTXPRO6000"] {
      try report(
        "LLMServingSim, \(gpu)",
        serving.filter { $0.request.configuration?.labels["gpu"] == gpu },
        .temporal(0.5), key: "llmservingsim-half")
    }
    try report(
      "Spec-Bench",
      answers(
        "spec-bench/specbench_vanilla.csv",
        columns: "task=category,tokens=new_tokens,decode=wall_time_s:s",
        cap: 1024), .random(0.5, seed: 1), key: "spec-bench")
    try splitwise()
  }

  private func answers(
    _ path: String, columns: String, cap: Int? = nil
  ) throws -> [RecordedAnswer] {
    var options = TraceReader.Options()
    options.columns = try ColumnMapping(parsing: columns)
    options.assumedCap = cap
    return try TraceReader(options).contents(
      of: [folder.appending(path: path).path()], keeping: .all
    ).answers
  }

  private func report(
    _ title: String, _ answers: [RecordedAnswer], _ split: AccuracySplit,
    key: String
  ) throws {
    let suite = try AccuracySuite(answers, split: split, tolerance: 0.015)
    let reports = try suite.timeReports()
    Swift.print(
      """

      ## \(title)

      \(suite.testCount) answers judge, \(split).

      | time | configuration | method | P50 | P90 | P95 | P99 | off by \
      | pinball (ms) | MAPE of the median | R² | calibrated |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """)
    for report in reports {
      let place = [
        report.quantity.rawValue,
        report.configuration.labels.isEmpty
          ? "—" : report.configuration.description,
      ]
      let cells =
        place + [report.method.rawValue]
        + report.levels.map { format(100 * share($0.coverage), 1) }
        + [
          format(100 * (report.levels.map(off).max() ?? 0), 1),
          format(1000 * report.meanPinball, 1),
          report.medianPercentageError.map { format(100 * $0, 1) + " %" }
            ?? "—",
          report.rSquared.map { format($0, 3) } ?? "—",
          report.verdict.isCalibrated ? "yes" : "no",
        ]
      Swift.print("| " + cells.joined(separator: " | ") + " |")
      guard report.method == .served else { continue }
      for row in peers where row.prefix(3) == [key] + place[...] {
        Swift.print(
          "| "
            + (place + ["LightGBM"] + row.dropFirst(3) + [""])
            .joined(separator: " | ") + " |")
      }
    }
  }

  private func share(_ coverage: QuantileCoverage) -> Double {
    Double(coverage.covered) / Double(max(coverage.trials, 1))
  }

  /// max(0, level − coverage, coverageBelow − level).
  private func off(_ level: TimeLevelAccuracy) -> Double {
    let below =
      Double(level.coverage.below) / Double(max(level.coverage.trials, 1))
    return max(0, level.level - share(level.coverage), below - level.level)
  }

  // MARK: A grid

  /// Splitwise has no requests, only a grid: each cell of prompt and batch is
  /// predicted from the others of its configuration.
  private func splitwise() throws {
    let rows = try LatencyTraces.splitwise(folder)
    Swift.print(
      """

      ## Splitwise: cells left out

      A profiled grid and no requests: every cell of prompt length and batch is \
      predicted from the other cells of its configuration. MAPE of the \
      prediction against the cell's median; prefill counts the tokens of the \
      whole batch, by the token count or with its root and square.

      | configuration | cells | prefill, count | prefill, root and square | \
      step latency, context and batch |
      | --- | --- | --- | --- | --- |
      """)
    for own in Set(rows.decode.map(\.configuration)).sorted() {
      let decode = rows.decode.filter { $0.configuration == own }
      let prefill = rows.batched.filter { $0.configuration == own }
      // Both lists are in the file's order.
      let cells = Dictionary(grouping: decode.indices) { place in
        "\(decode[place].promptTokens ?? 0) \(decode[place].batch ?? 0)"
      }
      var errors = [[Double]](repeating: [], count: 3)
      for places in cells.values {
        let left = Set(places)
        func rest<Row>(_ rows: [Row]) -> [Row] {
          rows.indices.filter { !left.contains($0) }.map { rows[$0] }
        }
        func median(_ values: [Double]) -> Double {
          values.sorted()[(values.count - 1) / 2]
        }
        let first = median(places.map { prefill[$0].prefillSeconds })
        for (column, features) in [
          PrefillFeatures.count, .rootAndSquare,
        ].enumerated() {
          let model = try PrefillFitting(features: features).fit(rest(prefill))
            .model
          let time = try model.predict(
            promptTokens: prefill[places[0]].promptTokens, configuration: own
          ).seconds
          errors[column].append(abs(time - first) / first)
        }
        let fit = try LatencyFitting(
          convention: .firstTokenInPrefill, hasStartUp: false,
          weighting: .relative
        ).fit(rest(decode), form: .context(batch: true))
        let time = try fit.predict(decode[places[0]])
        let measured = median(places.map { decode[$0].decodeSeconds })
        errors[2].append(abs(time - measured) / measured)
      }
      let cellsText = errors.map {
        format(100 * $0.reduce(0, +) / Double($0.count), 1) + " %"
      }
      Swift.print(
        "| \(own) | \(cells.count) | \(cellsText.joined(separator: " | ")) |")
    }
  }

  private func format(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  private static let preamble = """

    # Accuracy of times

    What `evaluate` judges of measured times, by the code that serves them: \
    quantiles of the prefill, of the decode time T of an answer whose length is \
    not known, of both together, and of T where the length is known, beside \
    baselines and LightGBM's quantile regression on the same numbers. Coverage \
    in percent; off by: the largest of level − coverage and coverageBelow − \
    level over the levels, in points. R² is of the expected time. The load that \
    a forecast knows is reconstructed from the log's own times. `validation \
    TRACES times-accuracy PEERS` prints this part alone, where PEERS is what \
    `peers/lightgbm_times.py` printed. The temporal halves of LLMServingSim are \
    a ramp of 29 s, of which the second half runs under loads that the first \
    never saw: they have no target.
    """
}
