public import DecodeStatistics

/// How good a method's quantiles of one level are, for times.
public struct TimeLevelAccuracy: Sendable, Hashable, Codable {
  /// How many times were within them.
  public var coverage: QuantileCoverage
  /// The mean pinball loss, in seconds.
  public var pinball: Double

  /// The level.
  public var level: Double { coverage.level }
}

/// How good forecasts of a time are, under one configuration, on answers that
/// they did not know.
public struct TimeAccuracyReport: Sendable, Hashable, Codable {
  /// What the answers ran on.
  public let configuration: ServingConfiguration
  /// What of them took the time.
  public let quantity: TimeQuantity
  /// The method.
  public let method: TimeMethod
  /// Times that judged.
  public let testCount: Int
  /// Coverage and loss of each level.
  public let levels: [TimeLevelAccuracy]
  /// The mean of |t − median|/t over times above 0; `nil` without the median
  /// among the levels.
  public let medianPercentageError: Double?
  /// 1 − Σ(t − expected)²/Σ(t − mean)²; `nil` where times do not vary.
  public let rSquared: Double?
  /// Whether the quantiles are right.
  public let verdict: AccuracyVerdict

  /// The mean pinball loss over all levels, in seconds.
  public var meanPinball: Double {
    levels.reduce(0) { $0 + $1.pinball } / Double(levels.count)
  }
}

/// Sums over the times that judge one method.
struct TimeTally {
  private let levels: [Double]
  private var coverage: [QuantileCoverage]
  private var losses: [Double]
  private var percentage = (sum: 0.0, count: 0)
  private var observed: [Double] = []
  private var expected: [Double] = []

  init(_ levels: [Double]) throws(LengthLawError) {
    self.levels = levels
    losses = levels.map { _ in 0 }
    var none: [QuantileCoverage] = []
    for level in levels { none.append(try QuantileCoverage(level: level)) }
    coverage = none
  }

  mutating func add(_ seconds: Double, _ forecast: TimeForecast) {
    for (place, level) in levels.enumerated() {
      let quantile = forecast.quantiles[place]
      coverage[place].record(amount: seconds, forecast: quantile)
      losses[place] +=
        seconds > quantile
        ? level * (seconds - quantile) : (1 - level) * (quantile - seconds)
      if level == 0.5, seconds > 0 {
        percentage.sum += abs(seconds - quantile) / seconds
        percentage.count += 1
      }
    }
    observed.append(seconds)
    expected.append(forecast.expected)
  }

  /// What the times say; `nil` of none.
  func report(
    _ configuration: ServingConfiguration, _ quantity: TimeQuantity,
    _ method: TimeMethod, falseAlarm: Double, tolerance: Double
  ) throws(LengthLawError) -> TimeAccuracyReport? {
    guard !observed.isEmpty else { return nil }
    return TimeAccuracyReport(
      configuration: configuration, quantity: quantity, method: method,
      testCount: observed.count,
      levels: levels.indices.map {
        TimeLevelAccuracy(
          coverage: coverage[$0],
          pinball: losses[$0] / Double(observed.count))
      },
      medianPercentageError: percentage.count > 0
        ? percentage.sum / Double(percentage.count) : nil,
      rSquared: ErrorSummary(observed: observed, predicted: expected).rSquared,
      verdict: try AccuracyVerdict(
        levels: coverage, blocks: [], tasks: [], falseAlarm: falseAlarm,
        tolerance: tolerance))
  }
}
