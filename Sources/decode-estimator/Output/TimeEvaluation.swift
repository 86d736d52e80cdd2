import DecodeStatistics
import QuantileAccuracy

/// What `evaluate` finds of measured times of one kind under one
/// configuration, as JSON that other programs rely on.
struct TimeEvaluation: Encodable {
  struct Method: Encodable {
    var method: String
    var testCount: Int
    var levels: [EvaluationOutput.Level]
    @Nullable var meanPinball: Double?
    @Nullable var medianPercentageError: Double?
    @Nullable var rSquared: Double?
    var calibrated: Bool
    var verdict: String
  }

  @Nullable var configuration: String?
  var quantity: String
  var methods: [Method] = []

  /// Reports that are sorted by configuration and quantity, gathered.
  static func all(_ reports: [TimeAccuracyReport]) throws -> [TimeEvaluation] {
    var result: [TimeEvaluation] = []
    for report in reports {
      let labels = report.configuration.labels
      let place = TimeEvaluation(
        configuration: labels.isEmpty ? nil : report.configuration.description,
        quantity: report.quantity.rawValue)
      if result.last?.configuration != place.configuration
        || result.last?.quantity != place.quantity
      {
        result.append(place)
      }
      result[result.count - 1].methods.append(
        Method(
          method: report.method.rawValue, testCount: report.testCount,
          levels: try report.levels.map {
            try EvaluationOutput.Level($0.coverage, pinball: $0.pinball)
          },
          meanPinball: report.meanPinball,
          medianPercentageError: report.medianPercentageError,
          rSquared: report.rSquared,
          calibrated: report.verdict.isCalibrated,
          verdict: "\(report.verdict)"))
    }
    return result
  }

  /// Prints one table for each.
  static func print(_ evaluations: [TimeEvaluation]) {
    for evaluation in evaluations {
      let levels = evaluation.methods.first?.levels.map(\.level) ?? []
      let place = evaluation.configuration.map { ", \($0)" } ?? ""
      StandardOutput.print("\nmeasured \(evaluation.quantity)\(place)")
      var table = TextTable(
        ["method"] + levels.map { Format.level($0) }
          + ["pinball ms", "MAPE %", "R²", "times", "calibrated"])
      for method in evaluation.methods {
        table.add(
          [method.method]
            + method.levels.map { Format.number($0.coverage * 100, 1) }
            + [
              Format.milliseconds(method.meanPinball),
              method.medianPercentageError.map { Format.number($0 * 100, 1) }
                ?? "—",
              Format.number(method.rSquared, 3), "\(method.testCount)",
              method.calibrated ? "yes" : "no",
            ])
      }
      table.print()
    }
  }
}
