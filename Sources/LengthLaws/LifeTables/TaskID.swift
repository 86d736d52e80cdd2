/// The name of a task: a group of requests whose answers are alike in length.
///
/// Ordered by its text, so that everything printed comes in a stable order.
public struct TaskID: RawRepresentable, Hashable, Sendable, Comparable {
  /// The task's name as it stands in traces and tables.
  public var rawValue: String

  /// Names a task.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Names a task.
  public init(_ name: String) { rawValue = name }

  /// Whether `lhs` sorts before `rhs`.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}

extension TaskID: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Names a task by a literal.
  public init(stringLiteral value: String) { rawValue = value }

  /// The task's name.
  public var description: String { rawValue }
}

// A single string, also as a key of an encoded dictionary.
extension TaskID: Codable, CodingKeyRepresentable {}
