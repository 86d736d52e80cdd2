public import LengthBounds
import LengthLaws

extension ConditionalLengthModel {
  /// The conformal upper bound of the answer to a request: see
  /// `ConformalScores`.
  ///
  /// - Parameters:
  ///   - request: What is known of the request.
  ///   - level: q in (0, 1).
  /// - Returns: The bound.
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public func conformalBound(
    _ request: RequestFeatures, level: Double
  ) throws(BoundError) -> Bound {
    try scores.bound(forecast(request), level: level)
  }

  /// The conformal upper bound of an answer that was forecast.
  ///
  /// - Parameters:
  ///   - forecast: What was forecast of it.
  ///   - level: q in (0, 1).
  /// - Returns: The bound.
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public func conformalBound(
    of forecast: LengthForecast, level: Double
  ) throws(BoundError) -> Bound {
    try scores.bound(forecast, level: level)
  }
}
