import DecodeEstimators
import DecodeStatistics

/// The JSON of a quantile of the decode time; `null` where it is not
/// identified.
struct QuantileOutput: Encodable {
  var level: Double
  @Nullable var tokens: Int?
  @Nullable var seconds: Double?
  /// The predicted prefill, and it with the decode time; absent where none is
  /// predicted.
  var total: Total?

  struct Total {
    var prefillSeconds: Double
    var totalSeconds: Double?
  }

  private enum CodingKeys: String, CodingKey {
    case level, tokens, seconds, prefillSeconds, totalSeconds
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(level, forKey: .level)
    try values.encode(_tokens, forKey: .tokens)
    try values.encode(_seconds, forKey: .seconds)
    guard let total else { return }
    try values.encode(total.prefillSeconds, forKey: .prefillSeconds)
    try values.encode(
      Nullable(wrappedValue: total.totalSeconds), forKey: .totalSeconds)
  }

  /// The levels that every output shows.
  static func standard(_ estimate: DecodeEstimate) -> [QuantileOutput] {
    all([0.5, 0.95, 0.99], of: estimate)
  }

  /// Some levels.
  static func all(
    _ levels: [Double], of estimate: DecodeEstimate
  ) -> [QuantileOutput] {
    let totals = estimate.totalQuantiles(levels)
    return zip(levels, totals).map { level, whole in
      let quantile = estimate.quantile(level)
      return QuantileOutput(
        level: level, tokens: quantile?.tokens,
        seconds: quantile.map { $0.time.inSeconds },
        total: estimate.prefillLaw.map {
          Total(
            prefillSeconds: $0.quantile(level),
            totalSeconds: whole?.inSeconds)
        })
    }
  }
}
