import DecodeStatistics
import DecodeTraces
import Foundation
import PublicTraces

/// Prints `Docs/Validation.md`: how every family, the quantiles of answers not
/// seen and the latency models do on public traces.
///
/// `validation FOLDER [all|accuracy|times|times-accuracy] [PEERS]`, where the
/// folder holds the traces as `PublicTrace` names them, and PEERS is what
/// `peers/lightgbm_times.py` printed; with `accuracy`, `times` or
/// `times-accuracy`, that part alone.
@main
struct Validation {
  static func main() throws {
    guard let folder = CommandLine.arguments.dropFirst().first else {
      print("usage: validation FOLDER")
      exit(64)
    }
    let accuracy = AccuracyValidation(folder: URL(filePath: folder))
    let times = LatencyValidation(folder: URL(filePath: folder))
    let judged = try TimeValidation(
      folder: URL(filePath: folder),
      peers: CommandLine.arguments.dropFirst(3).first.map {
        URL(filePath: $0)
      })
    switch CommandLine.arguments.dropFirst(2).first {
    case "accuracy": return try accuracy.print()
    case "times": return try times.print()
    case "times-accuracy": return try judged.print()
    default: break
    }
    print(preamble)
    for trace in PublicTrace.allCases {
      let table = try trace.table(in: URL(filePath: folder))
      try report(trace, table)
    }
    try accuracy.print()
    try times.print()
    try judged.print()
  }

  private static func report(_ trace: PublicTrace, _ table: LifeTable) throws {
    let mean = format(table.recordedMean ?? 0, 1)
    print(
      """

      ## \(trace.title)

      \(table.count) answers, \(table.censoredCount) censored, recorded mean \
      \(mean), longest \(table.maximum ?? 0).

      | family | log L | Δ AIC | parameters | held-out log score | \
      held-out CRPS of min(N, c) |
      | --- | --- | --- | --- | --- | --- |
      """)
    let folds = CrossValidation(folds: 5, seed: 1)
    let cap = table.largestCap ?? table.maximum ?? 1
    let empirical = try folds.cappedCRPS(table, cap: cap) {
      (training) throws(LengthLawError) in try KaplanMeier(training)
    }
    print("| Kaplan–Meier | | | | | \(format(empirical, 3)) |")
    let ranking = table.rankFamilies(by: .aic)
    for entry in ranking.entries {
      let fit = entry.fit
      let score = try? folds.score(table, family: fit.family)
      let crps = try? folds.cappedCRPS(table, cap: cap) {
        (training) throws(LengthLawError) in
        try fit.family.fit(training).distribution
      }
      let parameters = fit.parameters
        .map { "\($0.name) \(String(format: "%.4g", $0.value))" }
        .joined(separator: ", ")
      let boundary = fit.boundary.map { " (\($0.rawValue))" } ?? ""
      print(
        "| \(fit.family.rawValue) | \(format(fit.logLikelihood, 1)) "
          + "| \(format(entry.difference, 1)) | \(parameters)\(boundary) "
          + "| \(score.map { format($0.logScore, 4) } ?? "—") "
          + "| \(crps.map { format($0, 3) } ?? "—") |")
    }
    for failure in ranking.failures {
      print("\n\(failure.family.rawValue): \(failure.error)")
    }
  }

  private static func format(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  private static let preamble = """
    # Validation on public traces

    Every family fitted to the answers of a trace pooled, ranked by Akaike's \
    criterion, with the mean negative log-likelihood and the mean CRPS of \
    min(N, c) (in tokens) of answers held out by 5-fold cross-validation with \
    a fixed seed; c is the cap, or the longest answer where there is none. \
    Small is good. Kaplan–Meier, the default, has no density to take a \
    logarithm of where an answer's length was never seen before, hence only \
    a CRPS.

    This page is the output of

    ```sh
    cd Benchmarks && swift run -c release validation TRACES all PEERS > \
    ../Docs/Validation.md
    ```

    where `PEERS` is what `peers/lightgbm_times.py TRACES` printed and `TRACES` \
    holds the files of AzurePublicDataset (CC-BY-4.0), Mooncake \
    (Apache-2.0), ServeGen (Apache-2.0) and Spec-Bench (Apache-2.0) named in \
    `Benchmarks/Sources/PublicTraces/PublicTrace.swift`.
    """
}
