import DecodeEstimators
import DecodeStatistics
import Foundation
import PublicTraces
import QuantileAccuracy

/// Prints how accurate quantiles are on answers not seen.
struct AccuracyValidation {
  let folder: URL
  /// What peers forecast, if it is at hand.
  let peers: PeerFiles?

  private static let methods: [AccuracyMethod] =
    [
      .pooled, .perTask, .windowed, .conditional, .frozenConditional,
      .calibrated,
    ]
    + RegressionForecaster.Model.allCases.map(AccuracyMethod.regression)
    + [
      .family(.negativeBinomial), .family(.discreteWeibull),
      .family(.discreteLogNormal), .family(.discreteLogT),
    ]

  /// Those that use, or stand for, what requests tell.
  private static let informed: [AccuracyMethod] = [
    .pooled, .perTask, .conditional, .frozenConditional, .calibrated,
  ]

  func print() throws {
    Swift.print(Self.preamble)
    for trace in JudgedTrace.all(in: folder) {
      let suite = try trace.suite()
      var reports = try (trace.isInformed ? Self.informed : Self.methods)
        .map { try suite.report($0) }
      for (name, table) in try peers?.forecasts(of: trace) ?? [] {
        reports.append(try suite.report(name, of: table))
      }
      report(trace.title, suite, reports)
      if trace.hasClients { try byTask(suite, reports) }
    }
  }

  private func report(
    _ title: String, _ suite: AccuracySuite, _ reports: [AccuracyReport]
  ) {
    Swift.print(
      """

      ## \(title)

      \(suite.testCount) answers judge, \(suite.split).

      | method | P50 | P90 | P95 | P99 | pinball | of pooled | 95 % \
      interval | CRPS | calibrated |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """)
    for report in reports {
      let comparison = try? report.compared(with: reports[0])
      let cells =
        report.levels.map { coverage($0.coverage) }
        + [
          format(report.meanPinball, 3),
          comparison.map { format($0.ratio, 4) } ?? "—",
          comparison.map {
            "\(format($0.lower, 4))…\(format($0.upper, 4))"
          } ?? "—",
          report.crps.map { format($0, 2) } ?? "—",
          report.verdict.isCalibrated ? "yes" : "no",
        ]
      let name = report.method + (report.learnsOn ? " \\*" : "")
      Swift.print("| \(name) | " + cells.joined(separator: " | ") + " |")
    }
    let own = reports.first { $0.method == AccuracyMethod.conditional.name }
    if let own { Swift.print("\nThe default is \(own.verdict).") }
  }

  /// Pinball of every client, and the default's coverage with the exact 99 %
  /// band of a right forecast.
  private func byTask(
    _ suite: AccuracySuite, _ reports: [AccuracyReport]
  ) throws {
    func report(_ method: AccuracyMethod) -> AccuracyReport? {
      reports.first { $0.method == method.name }
    }
    guard let pooled = report(.pooled), let own = report(.perTask),
      let model = report(.conditional)
    else { return }
    Swift.print(
      """

      By client: answers learnt before and judged; mean pinball loss; the \
      default's coverage in percent, in bold where it is off by more than 1.5 \
      points and outside the exact 99 % band of right quantiles.

      | client | learnt | judged | pooled | per-task | default | P50 | P90 \
      | P95 | P99 |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """)
    let learnt = Dictionary(
      grouping: suite.answers.prefix(model.trainCount), by: \.request.task)
    for (place, task) in model.tasks.enumerated() {
      let losses = [pooled, own, model].map {
        format($0.tasks[place].meanPinball, 3)
      }
      let shares = try task.coverage.map { coverage in
        let verdict = try coverage.verdict(falseAlarm: 0.01)
        let text = self.coverage(coverage)
        let share = try coverage.proportion().estimate
        let isOff =
          verdict != .calibrated && abs(share - coverage.level) > 0.015
        return isOff ? "**\(text)**" : text
      }
      let cells =
        [
          task.task.rawValue, "\(learnt[task.task]?.count ?? 0)",
          "\(task.coverage[0].trials)",
        ] + losses + shares
      Swift.print("| " + cells.joined(separator: " | ") + " |")
    }
  }

  private func coverage(_ coverage: QuantileCoverage) -> String {
    format(
      Double(coverage.covered) / Double(max(coverage.trials, 1)) * 100, 1)
  }

  private func format(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  private static let preamble = """

    # Accuracy on answers not seen

    The first half of each trace is learnt, the second half judges; methods \
    with \\* learn each answer once it has been forecast. P50 to P99: percent \
    of answers within that quantile. Mean pinball loss over the four levels \
    and mean CRPS, in tokens; the interval of the loss relative to the pooled \
    empirical quantiles is of Diebold and Mariano. Calibrated: exact binomial \
    tails leave the counts with more than 1 %, for all answers, four parts in \
    time and each task at once, 1.5 percentage points allowed. `validation \
    TRACES accuracy PEERS` prints this part alone; `decode-estimator evaluate` \
    does the same for any trace. Peers are told the same as the default, and \
    learn the first half (`Benchmarks/peers/forecasts.py`): LightGBM's \
    quantile regression on the prompt's length and the task (plain), on those, \
    on lengths of answers before, the answer continued, words and embedding \
    (features), the same conformalised by the last fifth of what is learnt \
    (CQR), and a quantile forest on these features. ServeGen publishes laws, no answers: one answer \
    for each 20 requests is drawn by a fixed seed.
    """
}
