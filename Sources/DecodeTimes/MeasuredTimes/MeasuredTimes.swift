/// The three times that servers log of answers, each a table of its own.
///
/// Bounds of the total are bounds of its own order statistics: no sum of
/// bounds, which would ask too much, and no independence of the parts.
public struct MeasuredTimes: Sendable, Equatable {
  /// The decode phase.
  public var decode = TimeTable()
  /// The time to the first token.
  public var prefill = TimeTable()
  /// End to end.
  public var total = TimeTable()
  /// Whether they were found to change in the order in which they were
  /// recorded: bounds take them as draws of one law.
  public var isDrifting = false

  /// No times.
  public init() {}

  /// Whether nothing was measured.
  public var isEmpty: Bool {
    decode.isEmpty && prefill.isEmpty && total.isEmpty
  }

  /// Adds every time of `other`.
  ///
  /// - Throws: `DecodeTimeError.tooManyTimes`; `self` is then unchanged.
  public mutating func merge(_ other: MeasuredTimes) throws(DecodeTimeError) {
    var result = self
    try result.decode.merge(other.decode)
    try result.prefill.merge(other.prefill)
    try result.total.merge(other.total)
    result.isDrifting = isDrifting || other.isDrifting
    self = result
  }
}

extension MeasuredTimes: Codable {
  private enum CodingKeys: String, CodingKey {
    case decode
    case prefill
    case total
    case isDrifting
  }

  /// Reads the tables that are there.
  ///
  /// - Throws: `DecodingError` for what a `TimeTable` refuses.
  public init(from decoder: any Decoder) throws {
    let tables = try decoder.container(keyedBy: CodingKeys.self)
    func table(_ key: CodingKeys) throws -> TimeTable {
      try tables.decodeIfPresent(TimeTable.self, forKey: key) ?? TimeTable()
    }
    decode = try table(.decode)
    prefill = try table(.prefill)
    total = try table(.total)
    isDrifting =
      try tables.decodeIfPresent(Bool.self, forKey: .isDrifting) ?? false
  }

  /// Writes the tables that are not empty.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var tables = encoder.container(keyedBy: CodingKeys.self)
    for (key, table) in [
      (CodingKeys.decode, decode), (.prefill, prefill), (.total, total),
    ] where !table.isEmpty {
      try tables.encode(table, forKey: key)
    }
    if isDrifting { try tables.encode(true, forKey: .isDrifting) }
  }
}
