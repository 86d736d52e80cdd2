import RealModule

/// How much prefill times vary at equal prompt length.
///
/// Within a group of one configuration and one length, or one range of
/// lengths, the coefficient of variation is s/mean. Groups of one row say
/// nothing. All groups together have √(Σ(n − 1)·CV²/Σ(n − 1)).
public struct PrefillVariation: Sendable, Equatable, Codable {
  /// The rows of one configuration and range of lengths.
  public struct Group: Sendable, Hashable, Codable {
    /// The configuration.
    public let configuration: ServingConfiguration
    /// The first length of the range.
    public let firstTokens: Int
    /// Rows, at least 2.
    public let count: Int
    /// Their mean time, in seconds.
    public let meanSeconds: Double
    /// s/mean.
    public let coefficientOfVariation: Double
  }

  /// The lengths of a range; 1 compares equal lengths only.
  public let binWidth: Int
  /// Groups of at least 2 rows, by configuration and length.
  public let groups: [Group]
  /// The coefficient of variation of all groups; `nil` without a group.
  public let pooled: Double?

  /// Groups the rows.
  ///
  /// - Parameters:
  ///   - observations: Times above 0 and prompts of at least 1 token.
  ///   - binWidth: The lengths of a range, at least 1; ranges start at
  ///     multiples of it.
  /// - Throws: `DecodeTimeError`.
  public init(
    _ observations: [PrefillObservation], binWidth: Int = 1
  ) throws(DecodeTimeError) {
    try PrefillObservation.check(observations)
    guard binWidth >= 1 else {
      throw .invalidSetting("a bin should hold a length, but has \(binWidth)")
    }
    var groups: [Group] = []
    var (squares, degrees) = (0.0, 0.0)
    for part in PrefillGroup.all(PrefillObservation.sorted(observations)) {
      var start = part.rows.startIndex
      while start < part.rows.endIndex {
        let bin = part.rows[start].promptTokens / binWidth
        let end =
          part.rows[start...].firstIndex { $0.promptTokens / binWidth != bin }
          ?? part.rows.endIndex
        let times = part.rows[start..<end].map(\.prefillSeconds)
        start = end
        guard times.count >= 2 else { continue }
        let n = Double(times.count)
        let mean = times.reduce(0) { $0 + $1 / n }
        let variance =
          times.reduce(0) { $0 + ($1 - mean) / mean * (($1 - mean) / mean) }
          / (n - 1)
        groups.append(
          Group(
            configuration: part.configuration, firstTokens: bin * binWidth,
            count: times.count, meanSeconds: mean,
            coefficientOfVariation: variance.squareRoot()))
        squares += (n - 1) * variance
        degrees += n - 1
      }
    }
    self.binWidth = binWidth
    self.groups = groups
    pooled = degrees > 0 ? (squares / degrees).squareRoot() : nil
  }
}
