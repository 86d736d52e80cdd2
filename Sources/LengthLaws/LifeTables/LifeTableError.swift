/// Why an answer or a table cannot be counted in.
public enum LifeTableError: Error, Sendable, Hashable {
  /// A length below 1: an answer has at least one token.
  case lengthOutOfRange(Int)
  /// A negative number of answers.
  case negativeCount(Int)
  /// More than 2⁵³ answers in one table: the counts would no longer be exact.
  case tooManyAnswers
}

extension LifeTableError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .lengthOutOfRange(let length):
      "a length should be at least 1 token, but is \(length)"
    case .negativeCount(let count):
      "a number of answers should be at least 0, but is \(count)"
    case .tooManyAnswers:
      "a life table holds at most 2^53 answers, beyond which counts are no "
        + "longer exact"
    }
  }
}
