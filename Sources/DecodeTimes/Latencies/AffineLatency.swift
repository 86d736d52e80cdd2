/// A time that grows with position: l(k) = a + b·k.
///
/// Attention reads the whole key-value cache at every step, so the time of a
/// step grows about linearly with what is in the cache. The sum has a closed
/// form, L(n) = a·n + b·n(n + 1)/2.
///
/// l is at least 0 at every position where b ≥ 0 and a + b ≥ 0; a itself, the
/// latency extrapolated to position 0, may be negative.
public struct AffineLatency: StepLatency, Equatable {
  /// a, in seconds.
  public let intercept: Double
  /// b, in seconds per position.
  public let slope: Double

  /// A time per token that is affine in position.
  ///
  /// - Parameters:
  ///   - intercept: a in seconds, with a + b in 0...10¹⁰⁰.
  ///   - slope: b in seconds per position, in 0...10¹⁰⁰.
  /// - Throws: `DecodeTimeError` if a step would take less than no time, or more
  ///   than `DecodeTimeError.maximumSeconds` at position 1.
  public init(intercept: Double, slope: Double) throws(DecodeTimeError) {
    guard slope >= 0, slope <= DecodeTimeError.maximumSeconds else {
      throw .slopeOutOfRange(slope)
    }
    try DecodeTimeError.check(seconds: intercept + slope, at: 1)
    self.intercept = intercept
    self.slope = slope
  }

  /// l(k) = a + b·k in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    position >= 1 ? intercept + slope * Double(position) : 0
  }

  /// L(n) = a·n + b·n(n + 1)/2 in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    guard position >= 1 else { return 0 }
    let count = Double(position)
    // A product of two factors that are non-negative and grow with n, so that
    // the rounded L does not decrease either, also where a < 0.
    return count * (intercept + slope * ((count + 1) / 2))
  }
}

extension AffineLatency: Codable {
  private enum CodingKeys: String, CodingKey {
    case intercept
    case slope
  }

  /// Reads `{"intercept": …, "slope": …}`.
  ///
  /// - Throws: `DecodingError` for what `init(intercept:slope:)` refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let intercept = try values.decode(Double.self, forKey: .intercept)
    let slope = try values.decode(Double.self, forKey: .slope)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in try Self(intercept: intercept, slope: slope)
    }
  }
}
