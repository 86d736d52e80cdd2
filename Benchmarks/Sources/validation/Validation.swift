import DecodeStatistics
import DecodeTraces
import Foundation
import PublicTraces

/// Prints `Docs/Validation.md`: how every family, the quantiles of answers not
/// seen and the latency models do on public traces.
///
/// `validation FOLDER [PART] [PEERS]`, where the folder holds the traces as
/// `PublicTrace` and `JudgedTrace` name them, and PEERS is a folder: `peers`
/// writes into it what peers learn from, `peers/forecasts.py` and
/// `peers/lightgbm_times.py` add what they forecast, and `all`, `accuracy` and
/// `times-accuracy` judge that beside the package.
@main
struct Validation {
  static func main() throws {
    guard let path = CommandLine.arguments.dropFirst().first else {
      print(
        "usage: validation FOLDER [all|accuracy|times|times-accuracy|peers] "
          + "[PEERS]")
      exit(64)
    }
    let folder = URL(filePath: path)
    let peers = CommandLine.arguments.dropFirst(3).first.map {
      PeerFiles(folder: URL(filePath: $0))
    }
    let accuracy = AccuracyValidation(folder: folder, peers: peers)
    let times = LatencyValidation(folder: folder)
    func judged() throws -> TimeValidation {
      try TimeValidation(
        folder: folder, peers: peers?.folder.appending(path: "times.csv"))
    }
    switch CommandLine.arguments.dropFirst(2).first {
    case "accuracy": return try accuracy.print()
    case "times": return try times.print()
    case "times-accuracy": return try judged().print()
    case "peers":
      return try peers?.write(JudgedTrace.all(in: folder)) ?? ()
    default: break
    }
    print(preamble)
    for trace in PublicTrace.allCases {
      let table = try trace.table(in: folder)
      try report(trace, table)
    }
    try accuracy.print()
    try times.print()
    try judged().print()
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
    PYTHON=/tmp/peers/bin/python Benchmarks/validate.sh TRACES
    ```

    where `PYTHON` has `Benchmarks/peers/requirements.txt` and `TRACES` holds \
    the files of AzurePublicDataset (CC-BY-4.0), Mooncake \
    (Apache-2.0), ServeGen (Apache-2.0), Spec-Bench (Apache-2.0), LLaVA's \
    answers and AlpacaEval (data CC-BY-NC-4.0) named in \
    `Benchmarks/Sources/PublicTraces/PublicTrace.swift` and \
    `Benchmarks/Sources/validation/JudgedTrace.swift`.
    """
}
