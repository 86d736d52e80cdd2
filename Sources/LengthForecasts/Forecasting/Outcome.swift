public import LengthLaws

/// What became of an answer.
public struct Outcome: Sendable, Hashable {
  /// Tokens generated, at least 1.
  public let length: Int
  /// How the answer ended.
  public let ending: Ending
  /// `max_tokens` in force, or `nil`.
  public let cap: Int?

  /// An outcome.
  ///
  /// - Parameters:
  ///   - length: Tokens generated, at least 1.
  ///   - ending: How the answer ended.
  ///   - cap: `max_tokens` in force, or `nil`.
  /// - Throws: `LengthLawError.lengthOutOfRange` if `length` is below 1.
  public init(
    length: Int, ending: Ending = .stopped, cap: Int? = nil
  ) throws(LengthLawError) {
    guard length >= 1 else { throw .lengthOutOfRange(length) }
    self.length = length
    self.ending = ending
    self.cap = cap
  }
}

extension Outcome: Codable {
  /// Reads an outcome.
  ///
  /// - Throws: `DecodingError` if the length is below 1.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let length = try values.decode(Int.self, forKey: .length)
    let ending = try values.decode(Ending.self, forKey: .ending)
    let cap = try values.decodeIfPresent(Int.self, forKey: .cap)
    do throws(LengthLawError) {
      try self.init(length: length, ending: ending, cap: cap)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .length, in: values, debugDescription: error.description)
    }
  }
}
