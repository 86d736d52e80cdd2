/// A time that grows with position up to a plateau:
/// l(k) = a + b·min(k − 1, K).
///
/// The linear-plateau model: attention's share grows until a window of K
/// positions is full, as it does with sliding-window attention, or until
/// another cost hides it.
public struct SaturatingLatency: StepLatency, Equatable {
  /// a, the latency of position 1 in seconds.
  public let intercept: Double
  /// b, in seconds per position.
  public let slope: Double
  /// K, the positions over which the latency grows.
  public let growth: Int

  /// A latency with a plateau from position K + 1 on.
  ///
  /// - Parameters:
  ///   - intercept: a in 0...10¹⁰⁰ seconds.
  ///   - slope: b in 0...10¹⁰⁰ seconds per position.
  ///   - growth: K in 1...2²⁰.
  /// - Throws: `DecodeTimeError` for what is outside these ranges.
  public init(
    intercept: Double, slope: Double, growth: Int
  ) throws(DecodeTimeError) {
    try DecodeTimeError.check(seconds: intercept, at: 1)
    guard slope >= 0, slope <= DecodeTimeError.maximumSeconds else {
      throw .slopeOutOfRange(slope)
    }
    guard (1...TabulatedLatency.maximumPosition).contains(growth) else {
      throw .knotOutOfRange(growth, limit: TabulatedLatency.maximumPosition)
    }
    self.intercept = intercept
    self.slope = slope
    self.growth = growth
  }

  /// l(k) = a + b·min(k − 1, K) in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    position >= 1 ? intercept + slope * Double(min(position - 1, growth)) : 0
  }

  /// L(n) in seconds; 0 for n < 1.
  ///
  /// With m = min(n, K + 1) it is m·(a + b·(m − 1)/2) + (n − m)·(a + b·K).
  public func cumulativeLatency(through position: Int) -> Double {
    guard position >= 1 else { return 0 }
    let growing = Double(min(position, growth + 1))
    return growing * (intercept + slope * ((growing - 1) / 2))
      + (Double(position) - growing) * (intercept + slope * Double(growth))
  }
}

extension SaturatingLatency: Codable {
  private enum CodingKeys: String, CodingKey {
    case intercept
    case slope
    case growth
  }

  /// Reads `{"intercept": …, "slope": …, "growth": …}`.
  ///
  /// - Throws: `DecodingError` for what the initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let intercept = try values.decode(Double.self, forKey: .intercept)
    let slope = try values.decode(Double.self, forKey: .slope)
    let growth = try values.decode(Int.self, forKey: .growth)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in
      try Self(intercept: intercept, slope: slope, growth: growth)
    }
  }
}
