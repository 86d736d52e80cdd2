extension ExpertMixture {
  private enum CodingKeys: String, CodingKey {
    case levels
    case expertCount
    case regrets
    case squares
    case contexts
    case contextRegrets
  }

  /// Writes the regrets, with every bit.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(levels, forKey: .levels)
    try values.encode(expertCount, forKey: .expertCount)
    try values.encode(regrets, forKey: .regrets)
    try values.encode(squares, forKey: .squares)
    try values.encode(
      contexts.sorted { $0.value < $1.value }.map(\.key), forKey: .contexts)
    try values.encode(
      PackedNumbers(bytes: contextRegrets.flatMap(Self.bytes)),
      forKey: .contextRegrets)
  }

  private static func bytes(_ number: Double) -> [UInt8] {
    stride(from: 0, to: 64, by: 8).map {
      UInt8(truncatingIfNeeded: number.bitPattern >> UInt64($0))
    }
  }

  /// Reads a mixture.
  ///
  /// - Throws: `DecodingError` if columns do not belong together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    levels = try container.decode([Double].self, forKey: .levels)
    expertCount = try container.decode(Int.self, forKey: .expertCount)
    regrets = try container.decode([Double].self, forKey: .regrets)
    squares = try container.decode([Double].self, forKey: .squares)
    let names = try container.decode([Int].self, forKey: .contexts)
    let bytes = try container.decode(
      PackedNumbers.self, forKey: .contextRegrets
    ).bytes
    contextRegrets = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      Double(
        bitPattern: (0..<8).reduce(UInt64(0)) {
          $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1)
        })
    }
    guard expertCount >= 1, levels.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      expertCount <= 1 << 20, squares.count == levels.count,
      regrets.count == levels.count * expertCount,
      regrets.allSatisfy(\.isFinite),
      squares.allSatisfy({ $0 >= 0 && $0 < .infinity }),
      Set(names).count == names.count,
      contextRegrets.count == names.count * regrets.count,
      contextRegrets.allSatisfy(\.isFinite)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .regrets, in: container,
        debugDescription: "a mixture should have a finite regret for each of "
          + "its levels in 0...1 and each expert")
    }
    for name in names { contexts[name] = contexts.count }
  }
}
