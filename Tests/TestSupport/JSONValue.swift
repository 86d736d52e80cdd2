/// Any JSON: for parts of a file that have no shape of their own.
public enum JSONValue: Sendable, Hashable, Decodable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number; whole ones are exact up to 2⁵³.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Values by name.
  case object([String: JSONValue])

  /// Reads whatever comes.
  ///
  /// - Throws: `DecodingError` if it is no JSON.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }
}

// MARK: - Reading

extension JSONValue {
  /// A member of an object, else `nil`.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// An element of a list, else `nil`.
  public subscript(index: Int) -> JSONValue? {
    guard let array, array.indices ~= index else { return nil }
    return array[index]
  }

  /// Whether it is `null`.
  public var isNull: Bool { self == .null }

  /// A number, also one written as a text such as "0.95"; else `nil`.
  public var double: Double? {
    switch self {
    case .number(let number): number
    case .string(let text): Double(text)
    default: nil
    }
  }

  /// A whole number, else `nil`.
  public var int: Int? { double.flatMap { Int(exactly: $0) } }

  /// A text, else `nil`.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// A list, else `nil`.
  public var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The numbers of a list, leaving out what is none; `nil` of no list.
  public var doubles: [Double]? { array?.compactMap(\.double) }
}
