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
    [0.5, 0.95, 0.99].map { level in
      let quantile = estimate.quantile(level)
      return QuantileOutput(
        level: level, tokens: quantile?.tokens,
        seconds: quantile.map { $0.time.inSeconds })
    }
  }
}
