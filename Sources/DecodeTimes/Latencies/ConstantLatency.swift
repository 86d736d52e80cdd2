/// The same time at every position: l(k) = s, L(n) = s·n.
///
/// An error of ±m tokens in a predicted length then is an error of ±m·s in
/// time, which at 45 ms a token is 225 ms for 5 tokens.
public struct ConstantLatency: StepLatency, Equatable {
  /// s, in seconds.
  public let secondsPerToken: Double

  /// A constant time per token.
  ///
  /// - Parameter secondsPerToken: s, in 0...10¹⁰⁰ seconds.
  /// - Throws: `DecodeTimeError.secondsOutOfRange` outside that range.
  public init(secondsPerToken: Double) throws(DecodeTimeError) {
    try DecodeTimeError.check(seconds: secondsPerToken)
    self.secondsPerToken = secondsPerToken
  }

  /// l(k) = s in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    position >= 1 ? secondsPerToken : 0
  }

  /// L(n) = s·n in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    position >= 1 ? secondsPerToken * Double(position) : 0
  }
}

extension ConstantLatency: Codable {
  private enum CodingKeys: String, CodingKey {
    case secondsPerToken
  }

  /// Reads `{"secondsPerToken": …}`.
  ///
  /// - Throws: `DecodingError` for what `init(secondsPerToken:)` refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let seconds = try values.decode(Double.self, forKey: .secondsPerToken)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in try Self(secondsPerToken: seconds)
    }
  }
}
