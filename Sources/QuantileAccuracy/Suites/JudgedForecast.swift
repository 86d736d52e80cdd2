public import DecodeStatistics

/// One quantile that was judged.
public struct JudgedForecast: Sendable, Hashable {
  /// The answer's place in the trace, from 1.
  public var row: Int
  /// Its task.
  public var task: TaskID
  /// Who forecast it.
  public var method: String
  /// The level.
  public var level: Double
  /// The quantile of min(N, c) that is served; `nil` where it is not
  /// identified.
  public var tokens: Int?
  /// Tokens generated.
  public var actual: Int
  /// How the answer ended.
  public var ending: Ending
  /// The request's cap.
  public var cap: Int?
}

/// Forecasts that were made elsewhere, by the place of the answer in the trace.
public struct ForecastTable: Sendable {
  private var tokens: [Int: [Double: Double]] = [:]

  /// No forecasts yet.
  public init() {}

  /// Adds a quantile.
  ///
  /// - Parameters:
  ///   - row: The answer's place in the trace, from 1.
  ///   - level: The level.
  ///   - quantile: Tokens; `.infinity` where nothing finite was said.
  public mutating func add(row: Int, level: Double, quantile: Double) {
    tokens[row, default: [:]][level] = quantile
  }

  func tokens(place: Int, level: Double) -> Double? {
    tokens[place + 1]?[level]
  }
}
