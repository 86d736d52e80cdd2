import DecodeEstimators
import DecodeStatistics

/// The JSON of a quantile of the decode time; `null` where it is not
/// identified.
struct QuantileOutput: Encodable {
  var level: Double
  @Nullable var tokens: Int?
  @Nullable var seconds: Double?

  /// The levels that every output shows.
  static func standard(_ estimate: DecodeEstimate) -> [QuantileOutput] {
    all([0.5, 0.95, 0.99], of: estimate)
  }

  /// Some levels.
  static func all(
    _ levels: [Double], of estimate: DecodeEstimate
  ) -> [QuantileOutput] {
    levels.map { level in
      let quantile = estimate.quantile(level)
      return QuantileOutput(
        level: level, tokens: quantile?.tokens,
        seconds: quantile.map { $0.time.inSeconds })
    }
  }
}
