// A table is encoded as its non-zero columns, which is compact and can be read
// by any program: {"length": […], "stopped": […], "capped": […],
// "cancelled": […]}; a column of zeros is left out.

extension LifeTable: Codable {
  private enum CodingKeys: String, CodingKey {
    case length
    case stopped
    case capped
    case cancelled
  }

  /// Writes the columns of the table.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var columns = encoder.container(keyedBy: CodingKeys.self)
    let rows = rows
    try columns.encode(rows.map(\.length), forKey: .length)
    try columns.encode(rows.map(\.stopped), forKey: .stopped)
    if cappedCount > 0 {
      try columns.encode(rows.map(\.capped), forKey: .capped)
    }
    if cancelledCount > 0 {
      try columns.encode(rows.map(\.cancelled), forKey: .cancelled)
    }
  }

  /// Reads the columns of a table, in any order of lengths.
  ///
  /// - Throws: `DecodingError` if columns differ in size, a length is there
  ///   twice, or they hold what `record(length:ending:count:)` refuses.
  public init(from decoder: any Decoder) throws {
    let columns = try decoder.container(keyedBy: CodingKeys.self)
    let lengths = try columns.decode([Int].self, forKey: .length)
    var seen: Set<Int> = []
    if let twice = lengths.first(where: { !seen.insert($0).inserted }) {
      throw DecodingError.dataCorruptedError(
        forKey: .length, in: columns,
        debugDescription: "a life table should have each length once, but has "
          + "\(twice) twice")
    }
    self.init()
    for (key, ending) in [
      (CodingKeys.stopped, Ending.stopped), (.capped, .capped),
      (.cancelled, .cancelled),
    ] {
      let counts = try columns.decodeIfPresent([Int].self, forKey: key)
      guard let counts else { continue }
      guard counts.count == lengths.count else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: columns,
          debugDescription: "a life table with \(lengths.count) lengths "
            + "should have as many counts, but has \(counts.count)")
      }
      for (length, count) in zip(lengths, counts) {
        do throws(LengthLawError) {
          try record(length: length, ending: ending, count: count)
        } catch {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: columns, debugDescription: error.description)
        }
      }
    }
  }
}
