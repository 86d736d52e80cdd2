import LengthLaws

// A table is encoded as columns: {"seconds": […], "counts": […]} of answers
// that ended, and the same with "tokens" under "capped" and "cancelled" where
// there are any. Counts are left out where all of them are 1, as those of
// measured times mostly are.

extension TimeTable: Codable {
  private enum CodingKeys: String, CodingKey {
    case seconds
    case tokens
    case counts
    case capped
    case cancelled
  }

  /// Writes the columns of the table.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var table = encoder.container(keyedBy: CodingKeys.self)
    let entries = entries
    try Self.encode(entries.filter { $0.ending == .stopped }, in: &table)
    for (key, ending) in [
      (CodingKeys.capped, Ending.capped), (.cancelled, .cancelled),
    ] {
      let cut = entries.filter { $0.ending == ending }
      guard !cut.isEmpty else { continue }
      var columns = table.nestedContainer(keyedBy: CodingKeys.self, forKey: key)
      try columns.encode(cut.map(\.tokens), forKey: .tokens)
      try Self.encode(cut, in: &columns)
    }
  }

  private static func encode(
    _ entries: [Entry], in columns: inout KeyedEncodingContainer<CodingKeys>
  ) throws {
    try columns.encode(entries.map(\.seconds), forKey: .seconds)
    if entries.contains(where: { $0.count > 1 }) {
      try columns.encode(entries.map(\.count), forKey: .counts)
    }
  }

  /// Reads the columns of a table, in any order of times.
  ///
  /// - Throws: `DecodingError` if columns differ in size or hold what
  ///   `record(seconds:ending:tokens:count:)` refuses.
  public init(from decoder: any Decoder) throws {
    let table = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try read(table, .stopped)
    for (key, ending) in [
      (CodingKeys.capped, Ending.capped), (.cancelled, .cancelled),
    ] where table.contains(key) {
      try read(
        table.nestedContainer(keyedBy: CodingKeys.self, forKey: key), ending)
    }
  }

  private mutating func read(
    _ columns: KeyedDecodingContainer<CodingKeys>, _ ending: Ending
  ) throws {
    let seconds = try columns.decode([Double].self, forKey: .seconds)
    let tokens =
      ending == .stopped
      ? nil : try columns.decode([Int].self, forKey: .tokens)
    let counts = try columns.decodeIfPresent([Int].self, forKey: .counts)
    for (key, column) in [(CodingKeys.tokens, tokens), (.counts, counts)] {
      guard let column, column.count != seconds.count else { continue }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: columns,
        debugDescription: "a table of \(seconds.count) times should have as "
          + "many \(key.stringValue), but has \(column.count)")
    }
    for (place, time) in seconds.enumerated() {
      do throws(DecodeTimeError) {
        try record(
          seconds: time, ending: ending, tokens: tokens?[place] ?? 1,
          count: counts?[place] ?? 1)
      } catch {
        throw DecodingError.dataCorruptedError(
          forKey: .seconds, in: columns, debugDescription: error.description)
      }
    }
  }
}
