import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy

/// What `experiment predictors` finds, as JSON that other programs rely on.
struct PredictorOutput: Encodable {
  struct Row: Encodable {
    var predictor: String
    @Nullable var meanAbsoluteError: Double?
    @Nullable var bias: Double?
    var within: Double
    @Nullable var coverage95: Double?
    @Nullable var meanPinball: Double?
    @Nullable var kendallTau: Double?
    @Nullable var relativeError: PairedComparison?
    @Nullable var advice: String?
    @Nullable var violationRate: Double?
    @Nullable var admitted: Int?
    @Nullable var utilization: Double?
    var secondsPerPrediction: Double

    init(_ row: PredictorExperiment.Row) {
      predictor = row.predictor
      meanAbsoluteError = row.meanAbsoluteError
      bias = row.bias
      within = row.within.estimate
      meanPinball = row.meanPinball
      coverage95 = try? row.coverage.proportion().estimate
      let tau = row.rankCorrelation.tau
      kendallTau = tau.isNaN ? nil : tau
      relativeError = row.comparison
      advice = row.advice?.rawValue
      violationRate = row.budget?.violations.estimate
      admitted = row.budget?.admitted
      utilization = row.budget?.utilization
      secondsPerPrediction = row.secondsPerPrediction
    }
  }

  var trainCount: Int
  var testCount: Int
  var rows: [Row]
  var verdict: String

  init(_ experiment: PredictorExperiment) {
    trainCount = experiment.trainCount
    testCount = experiment.testCount
    rows = experiment.rows.map(Row.init)
    verdict = experiment.verdict
  }
}

extension PredictorOutput {
  /// Prints the report for people.
  func print() {
    StandardOutput.print(
      "\(trainCount) answers made the predictors, \(testCount) judge them\n")
    let hasBudget = rows.contains { $0.admitted != nil }
    var table = TextTable(
      [
        "predictor", "|error|", "relative", "bias", "within %", "P95 covers %",
        "pinball", "τ",
      ]
        + (hasBudget ? ["admitted", "over budget %", "used %"] : [])
        + ["µs", "advice"])
    func percent(_ share: Double?) -> String {
      Format.number(share.map { $0 * 100 }, 1)
    }
    for row in rows {
      table.add(
        [
          row.predictor, Format.number(row.meanAbsoluteError),
          Format.ratio(row.relativeError?.ratio ?? 1), Format.number(row.bias),
          percent(row.within), percent(row.coverage95),
          Format.number(row.meanPinball, 2),
          Format.number(row.kendallTau, 3),
        ]
          + (hasBudget
            ? [
              Format.count(row.admitted), percent(row.violationRate),
              percent(row.utilization),
            ] : [])
          + [
            Format.number(row.secondsPerPrediction * 1e6, 1),
            row.advice.map(Self.words) ?? "baseline",
          ])
    }
    table.print()
    StandardOutput.print("\n\(verdict)")
  }

  private static func words(_ advice: String) -> String {
    switch PredictorExperiment.Advice(rawValue: advice) {
    case .notWorthIt: "not worth it"
    case .worthConsidering: "worth considering"
    case .undecided, nil: "undecided"
    }
  }
}
