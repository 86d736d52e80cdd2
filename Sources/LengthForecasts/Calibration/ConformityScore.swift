public import LengthBounds
import RealModule

/// How far an answer exceeded its forecast, and back from a threshold to a
/// bound in tokens.
public enum ConformityScore: String, Sendable, Hashable, Codable, CaseIterable {
  /// N − f, in tokens: for forecasts that are off by amounts.
  case difference
  /// log(N/f): for forecasts that are off by factors, as those of lengths
  /// mostly are.
  case logRatio = "log-ratio"

  /// The score of an answer.
  ///
  /// - Parameters:
  ///   - length: N.
  ///   - forecast: f, such as the forecast quantile in tokens; positive for
  ///     `logRatio`.
  /// - Returns: The score; NaN if the forecast cannot be used.
  public func score(length: Int, forecast: Double) -> Double {
    guard forecast.isFinite else { return .nan }
    switch self {
    case .difference: return Double(length) - forecast
    case .logRatio:
      return forecast > 0 && length >= 1
        ? Double.log(Double(length) / forecast) : .nan
    }
  }

  /// The greatest length whose score is within a threshold.
  ///
  /// - Parameters:
  ///   - forecast: f.
  ///   - threshold: The largest score covered.
  /// - Returns: Tokens, 0 where no answer is covered; unbounded if the
  ///   threshold is, or the forecast cannot be used.
  public func bound(
    forecast: Double, threshold: Double
  ) -> QuantileBound.Limit {
    let length: Double =
      switch self {
      case .difference: forecast + threshold
      case .logRatio: forecast > 0 ? forecast * Double.exp(threshold) : .nan
      }
    // Room for the rounding of both steps, so that a score equal to the
    // threshold is covered.
    let padded = length * (1 + 0x1p-40)
    // Written so that NaN is unbounded.
    guard forecast.isFinite, padded < 0x1p62 else { return .unbounded }
    return .tokens(Int(max(padded, 0)))
  }
}
