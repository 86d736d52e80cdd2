public import DecodeStatistics
import NumericalMethods

/// Forecasts against what came of them, recalibrated by isotonic regression.
///
/// The mean score is taken apart (CORP):
///
///     mean score = miscalibration − discrimination + uncertainty
///
/// Miscalibration is what recalibrated forecasts would save, discrimination
/// what those are better than one constant forecast, and uncertainty is that
/// constant's score. No bins are chosen, and no part is negative.
///
/// Sources: T. Dimitriadis, T. Gneiting and A. I. Jordan, PNAS 118,
/// e2016191118 (2021), doi:10.1073/pnas.2016191118; quantiles: T. Gneiting et
/// al., "Model diagnostics and forecast evaluation for quantiles", Annu. Rev.
/// Stat. Appl. 10, 597 (2023), doi:10.1146/annurev-statistics-032921-020240.
public struct ReliabilityDiagram: Sendable, Hashable, Codable {
  /// The answers of one forecast.
  public struct Point: Sendable, Hashable, Codable {
    /// What was forecast.
    public var forecast: Double
    /// What should have been; on the diagonal where it is the same.
    public var recalibrated: Double
    /// How many answers.
    public var count: Int
  }

  /// The diagram, by increasing forecast.
  public var points: [Point]
  /// The mean score of the forecasts.
  public var meanScore: Double
  /// MCB ≥ 0; small is good.
  public var miscalibration: Double
  /// DSC ≥ 0; large is good.
  public var discrimination: Double
  /// UNC, a property of the outcomes alone.
  public var uncertainty: Double

  /// Probabilities of an event, such as of exceeding a budget, by Brier
  /// score.
  ///
  /// - Parameters:
  ///   - probabilities: Forecasts in [0, 1].
  ///   - events: Whether it came to pass.
  /// - Throws: `LengthLawError` if the lists differ in size or are empty, or a
  ///   forecast is no probability.
  public init(
    probabilities: [Double], events: [Bool]
  ) throws(LengthLawError) {
    for value in probabilities where !(0...1 ~= value) {
      throw .probabilityOutOfRange(name: "forecast", value: value)
    }
    try self.init(
      probabilities, events.map { $0 ? 1 : 0 },
      score: { ($0 - $1) * ($0 - $1) },
      recalibrate: { groups in
        isotonicRegression(
          groups.map { $0.reduce(0, +) / Double($0.count) },
          weights: groups.map { Double($0.count) })
      })
  }

  /// Quantiles at one level, by pinball loss.
  ///
  /// - Parameters:
  ///   - quantiles: Finite forecasts; put the cap for an unbounded one.
  ///   - outcomes: What came.
  ///   - level: τ in (0, 1).
  /// - Throws: `LengthLawError` if the lists differ in size or are empty, a
  ///   number is not finite, or the level out of range.
  public init(
    quantiles: [Double], outcomes: [Double], level: Double
  ) throws(LengthLawError) {
    try LengthLawError.require("level", inUnit: level)
    try LengthLawError.requireFinite("forecast", quantiles)
    try LengthLawError.requireFinite("outcome", outcomes)
    try self.init(
      quantiles, outcomes,
      score: { ForecastScore.pinball(forecast: $0, outcome: $1, level: level) },
      recalibrate: { isotonicQuantiles($0, level: level) })
  }

  private init(
    _ forecasts: [Double], _ outcomes: [Double],
    score: (Double, Double) -> Double,
    recalibrate: ([[Double]]) -> [Double]
  ) throws(LengthLawError) {
    try LengthLawError.requireEqual(forecasts.count, outcomes.count)
    let pairs = zip(forecasts, outcomes).sorted { $0 < $1 }
    var (values, groups) = ([Double](), [[Double]]())
    for (forecast, outcome) in pairs {
      if values.last == forecast {
        groups[groups.count - 1].append(outcome)
      } else {
        values.append(forecast)
        groups.append([outcome])
      }
    }
    let recalibrated = recalibrate(groups)
    let constant = recalibrate([outcomes.sorted()])[0]
    var sums = (given: 0.0, better: 0.0, constant: 0.0)
    for (index, group) in groups.enumerated() {
      for outcome in group {
        sums.given += score(values[index], outcome)
        sums.better += score(recalibrated[index], outcome)
        sums.constant += score(constant, outcome)
      }
    }
    let n = Double(pairs.count)
    meanScore = sums.given / n
    // Rounding must not make a part negative.
    miscalibration = max((sums.given - sums.better) / n, 0)
    discrimination = max((sums.constant - sums.better) / n, 0)
    uncertainty = sums.constant / n
    points = groups.indices.map {
      Point(
        forecast: values[$0], recalibrated: recalibrated[$0],
        count: groups[$0].count)
    }
  }
}
