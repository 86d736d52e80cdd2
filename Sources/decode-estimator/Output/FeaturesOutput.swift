import DecodeStatistics

/// What `experiment features` finds, as JSON that other programs rely on.
struct FeaturesOutput: Encodable {
  struct Entry: Encodable {
    var features: String
    @Nullable var rSquared: Double?
    var meanAbsoluteErrorSeconds: Double
    var meanAbsolutePercentageError: Double
    var secondsPerPrediction: Double
    var improvement: Double
    var improvementStandardError: Double
    @Nullable var rSquaredGain: Double?
    var advice: String
    var sentence: String

    init(_ entry: FeatureExperiment.Entry) {
      features = entry.features.description
      rSquared = entry.heldOut.rSquared
      meanAbsoluteErrorSeconds = entry.heldOut.meanAbsoluteError
      meanAbsolutePercentageError = entry.heldOut.meanAbsolutePercentageError
      secondsPerPrediction = entry.secondsPerPrediction
      improvement = entry.improvement
      improvementStandardError = entry.improvementError
      rSquaredGain = entry.rSquaredGain
      advice = entry.advice.rawValue
      sentence = entry.words
    }
  }

  struct Failure: Encodable {
    var features: String
    var reason: String
  }

  struct Verdict: Encodable {
    @Nullable var answer: String?
    var sentence: String
  }

  var rows: Int
  var folds: Int
  var seed: UInt64
  var entries: [Entry]
  var failures: [Failure] = []
  var verdict: Verdict
  var caveats: [String]

  /// Compares sets of features with the count alone, of which there must be a
  /// model; sets without one are told apart.
  init(
    _ rows: [PrefillObservation], _ sets: [PrefillFeatures], folds: Int,
    seed: UInt64
  ) throws(DecodeTimeError) {
    let folds = min(folds, max(rows.count, 2))
    func entries(
      _ sets: [PrefillFeatures]
    ) throws(DecodeTimeError) -> [FeatureExperiment.Entry] {
      try FeatureExperiment(rows, features: sets, folds: folds, seed: seed)
        .entries
    }
    var found = try entries([])
    for set in sets {
      do throws(DecodeTimeError) {
        found += try entries([set]).dropFirst()
      } catch {
        failures.append(
          Failure(features: set.description, reason: error.description))
      }
    }
    self.rows = rows.count
    self.folds = folds
    self.seed = seed
    self.entries = found.map(Entry.init)
    verdict = Verdict(Array(found.dropFirst()))
    caveats = [FitCaveat].sentences(
      try PrefillFitting().fit(rows).report.caveats)
  }
}

extension FeaturesOutput.Verdict {
  fileprivate init(_ entries: [FeatureExperiment.Entry]) {
    let order: [FeatureExperiment.Advice] = [
      .worthConsidering, .undecided, .notWorthIt,
    ]
    let advice = order.first { advice in
      entries.contains { $0.advice == advice }
    }
    answer = advice?.rawValue
    sentence =
      switch advice {
      case .worthConsidering: "More than the token count is worth considering."
      case .undecided: "Whether more than the token count is worth it is open."
      case .notWorthIt: "The token count alone is enough."
      case nil: "No other features could be compared with the token count."
      }
  }
}

extension FeaturesOutput {
  /// Prints the report for people.
  func print() {
    StandardOutput.print("\(rows) prefills; \(folds)-fold cross-validation\n")
    var table = TextTable(
      "features", "R²", "MAE ms", "MAPE %", "better by %", "standard error",
      "µs a prediction")
    for entry in entries {
      table.add([
        entry.features, Format.number(entry.rSquared, 4),
        Format.number(entry.meanAbsoluteErrorSeconds * 1000),
        Format.number(entry.meanAbsolutePercentageError * 100),
        Format.number(entry.improvement * 100, 1),
        Format.number(entry.improvementStandardError * 100, 1),
        Format.number(entry.secondsPerPrediction * 1e6),
      ])
    }
    table.print()
    for failure in failures {
      StandardOutput.print("no \(failure.features): \(failure.reason)")
    }
    for caveat in caveats { StandardOutput.print("caveat: \(caveat)") }
    StandardOutput.print("\n" + verdict.sentence)
    for entry in entries.dropFirst() {
      StandardOutput.print("  \(entry.sentence)")
    }
  }
}
