/// A JSON value of one's own that a model carries along: this package neither
/// reads nor changes it.
public enum ExtensionValue: Sendable, Hashable, Codable {
  /// Nothing.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// Another number.
  case number(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([ExtensionValue])
  /// Values by name.
  case object([String: ExtensionValue])

  /// Reads any JSON value.
  ///
  /// - Throws: `DecodingError` for what is none.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [ExtensionValue] = []
      while !array.isAtEnd {
        elements.append(try array.decode(ExtensionValue.self))
      }
      self = .array(elements)
    } else {
      self = .object(try value.decode([String: ExtensionValue].self))
    }
  }

  /// Writes the value as it is.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .integer(let integer): try value.encode(integer)
    case .number(let number): try value.encode(number)
    case .string(let string): try value.encode(string)
    case .array(let array): try value.encode(array)
    case .object(let object): try value.encode(object)
    }
  }
}
