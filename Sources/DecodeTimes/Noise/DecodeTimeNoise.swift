/// How a measured total time scatters around L(n): the law of the ratio
/// R = t/L(n) given n.
public enum DecodeTimeNoise: Sendable, Equatable {
  /// log R is normal, with a deviation that may depend on n.
  case logNormal(LogNormalNoise)
  /// The ratios seen, each as likely as another, sorted, more than 0.
  case empirical([Double])
  /// Ratios seen among answers of about n tokens: those of the last group
  /// that starts at or below n. Starts increase.
  case grouped(starts: [Int], ratios: [[Double]])
}

/// Log-normal noise: log R = μ + σ(n)·Z, with Z standard normal and no further
/// than a limit from 0.
///
/// σ(n) = σ·(n/m)^γ, m the geometric mean of the shortest and the longest
/// length that the noise was seen at, and n no shorter and no longer than
/// these: the scale is never extrapolated. A negative γ says that long answers
/// average their noise out.
public struct LogNormalNoise: Sendable, Hashable {
  /// μ.
  public let mean: Double
  /// σ, the scale at the middle of the lengths.
  public let scale: Double
  /// γ.
  public let growth: Double
  /// The lengths that the noise was seen at.
  public let lengths: ClosedRange<Int>
  /// The furthest that log R is from its mean, in units of σ(n).
  public let limit: Double

  /// The greatest |μ|: ratios of times from 10⁻¹⁰⁰ to 10¹⁰⁰ seconds are
  /// within.
  public static let greatestMean = 1000.0
  /// The greatest σ(n), some hundred times what a server shows.
  public static let greatestScale = 30.0

  /// A log-normal noise.
  ///
  /// - Parameters:
  ///   - mean: μ, at most 1000 from 0.
  ///   - scale: σ, at least 0; at most 30 at any of the lengths.
  ///   - growth: γ in −4...4.
  ///   - lengths: The lengths that the noise was seen at, from 1 up.
  ///   - limit: The furthest that Z is from 0, at least 1; without one, noise
  ///     has no limit.
  /// - Throws: `DecodeTimeError.parameterOutOfRange`.
  public init(
    mean: Double, scale: Double, growth: Double = 0,
    lengths: ClosedRange<Int> = 1...1, limit: Double = .infinity
  ) throws(DecodeTimeError) {
    try DecodeTimeError.require(
      abs(mean) <= Self.greatestMean, "the mean of noise", mean,
      "[−1000, 1000]")
    try DecodeTimeError.require(
      abs(growth) <= 4, "the growth of noise", growth, "[−4, 4]")
    try DecodeTimeError.require(
      lengths.lowerBound >= 1, "the shortest length of a noise",
      Double(lengths.lowerBound), "[1, ∞)")
    try DecodeTimeError.require(
      limit >= 1, "the limit of noise", limit, "[1, ∞]")
    self.mean = mean
    self.scale = scale
    self.growth = growth
    self.lengths = lengths
    self.limit = limit
    for length in [lengths.lowerBound, lengths.upperBound] {
      let scale = self.scale(tokens: length)
      try DecodeTimeError.require(
        scale >= 0 && scale <= Self.greatestScale, "the scale of noise", scale,
        "[0, 30]")
    }
  }
}

extension DecodeTimeNoise: Codable {
  private enum CodingKeys: String, CodingKey {
    case logNormal
    case empirical
    case grouped
  }

  private enum GroupKeys: String, CodingKey {
    case starts
    case ratios
  }

  /// Reads `{"logNormal": {…}}`, `{"empirical": […]}` or
  /// `{"grouped": {"starts": […], "ratios": [[…]]}}`.
  ///
  /// - Throws: `DecodingError` for what is no law of ratios.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if values.contains(.logNormal) {
      self = .logNormal(
        try values.decode(LogNormalNoise.self, forKey: .logNormal))
    } else if values.contains(.empirical) {
      self = .empirical(
        try values.decode([Double].self, forKey: .empirical))
    } else {
      let groups = try values.nestedContainer(
        keyedBy: GroupKeys.self, forKey: .grouped)
      self = .grouped(
        starts: try groups.decode([Int].self, forKey: .starts),
        ratios: try groups.decode([[Double]].self, forKey: .ratios))
    }
    guard isProper else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "noise should be sorted ratios above 0, in "
            + "groups that start at increasing lengths"))
    }
  }

  /// Writes the law with its name.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .logNormal(let noise): try values.encode(noise, forKey: .logNormal)
    case .empirical(let ratios): try values.encode(ratios, forKey: .empirical)
    case .grouped(let starts, let ratios):
      var groups = values.nestedContainer(
        keyedBy: GroupKeys.self, forKey: .grouped)
      try groups.encode(starts, forKey: .starts)
      try groups.encode(ratios, forKey: .ratios)
    }
  }

  /// Whether samples are laws; a log-normal one always is.
  private var isProper: Bool {
    func isSample(_ ratios: [Double]) -> Bool {
      !ratios.isEmpty && ratios.allSatisfy { $0 > 0 && $0 < .infinity }
    }
    return switch self {
    case .logNormal: true
    case .empirical(let ratios): isSample(ratios)
    case .grouped(let starts, let ratios):
      starts.count == ratios.count && !starts.isEmpty
        && zip(starts, starts.dropFirst()).allSatisfy(<)
        && ratios.allSatisfy(isSample)
    }
  }
}

extension LogNormalNoise: Codable {
  private enum CodingKeys: String, CodingKey {
    case mean
    case scale
    case growth
    case lengths
    case limit
  }

  /// Reads the parameters; lengths may be absent where the scale does not
  /// grow, and a limit where there is none.
  ///
  /// - Throws: `DecodingError` for what the initialiser refuses, and for a
  ///   scale that grows with lengths that are not told.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let mean = try values.decode(Double.self, forKey: .mean)
    let scale = try values.decode(Double.self, forKey: .scale)
    let growth = try values.decodeIfPresent(Double.self, forKey: .growth) ?? 0
    let ends =
      growth == 0
      ? try values.decodeIfPresent([Int].self, forKey: .lengths) ?? [1, 1]
      : try values.decode([Int].self, forKey: .lengths)
    let limit = try values.decodeIfPresent(Double.self, forKey: .limit)
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw DecodingError.dataCorruptedError(
        forKey: .lengths, in: values,
        debugDescription: "the lengths of a noise should be the shortest and "
          + "the longest, but are \(ends)")
    }
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in
      try Self(
        mean: mean, scale: scale, growth: growth, lengths: ends[0]...ends[1],
        limit: limit ?? .infinity)
    }
  }

  /// Writes the parameters.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(mean, forKey: .mean)
    try values.encode(scale, forKey: .scale)
    try values.encode(growth, forKey: .growth)
    try values.encode(
      [lengths.lowerBound, lengths.upperBound], forKey: .lengths)
    if limit < .infinity { try values.encode(limit, forKey: .limit) }
  }
}
