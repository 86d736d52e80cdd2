/// A fixed cost paid once, before the steps of another form.
///
/// L(n) = s + L₀(n) from the position on at which it is paid. Engines spend
/// it on scheduling, on the first launch of kernels and on the last transfer;
/// a regression of total times on tokens finds it as its intercept.
public struct StartUpLatency: StepLatency, Equatable {
  /// s, in seconds.
  public let startUpSeconds: Double
  /// The position whose step bears the cost: 1, or 2 where the first token
  /// comes out of prefill.
  public let position: Int
  /// The steps themselves.
  public let steps: LatencyModel

  /// A cost on top of steps.
  ///
  /// - Parameters:
  ///   - startUpSeconds: s in 0...10¹⁰⁰ seconds.
  ///   - position: Where it is paid, 1 or 2.
  ///   - steps: The steps.
  /// - Throws: `DecodeTimeError` for what is outside these ranges.
  public init(
    startUpSeconds: Double, position: Int = 1, steps: LatencyModel
  ) throws(DecodeTimeError) {
    try DecodeTimeError.check(seconds: startUpSeconds)
    guard (1...2).contains(position) else {
      throw .knotOutOfRange(position, limit: 2)
    }
    self.startUpSeconds = startUpSeconds
    self.position = position
    self.steps = steps
  }

  /// l(k) in seconds, with s at the position that bears it; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    steps.latency(at: position)
      + (position == self.position ? startUpSeconds : 0)
  }

  /// L(n) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    steps.cumulativeLatency(through: position)
      + (position >= self.position ? startUpSeconds : 0)
  }
}

extension StartUpLatency: Codable {
  private enum CodingKeys: String, CodingKey {
    case startUpSeconds
    case position
    case steps
  }

  /// Reads `{"startUpSeconds": …, "position": …, "steps": {"form": …}}`.
  ///
  /// - Throws: `DecodingError` for what the initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let seconds = try values.decode(Double.self, forKey: .startUpSeconds)
    let position = try values.decodeIfPresent(Int.self, forKey: .position) ?? 1
    let steps = try values.decode(LatencyModel.self, forKey: .steps)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in
      try Self(startUpSeconds: seconds, position: position, steps: steps)
    }
  }
}
