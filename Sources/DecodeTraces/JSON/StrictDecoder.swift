/// Decodes what `Decodable` types describe from a parsed document, more
/// strictly than is usual.
///
/// Keys that nobody asks for are kept in the audit, keys that are there twice
/// are refused, and a whole number is one without a fraction or an exponent.
/// It is valid as long as the document is.
struct StrictDecoder: Decoder {
  let value: JSONValue
  let audit: KeyAudit
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(
    _ value: JSONValue, _ audit: KeyAudit, _ path: [any CodingKey] = []
  ) {
    self.value = value
    self.audit = audit
    codingPath = path
  }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    guard value.isObject else { throw mismatch("an object", type) }
    return KeyedDecodingContainer(
      StrictKeyedContainer<Key>(
        object: try audit.object(value, codingPath), decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard value.isArray else { throw mismatch("an array", [Any].self) }
    return StrictArrayContainer(self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    self
  }

  /// The decoder of a value within this one.
  func inside(_ value: JSONValue, _ key: any CodingKey) -> StrictDecoder {
    StrictDecoder(value, audit, codingPath + [key])
  }

  /// Says that something else should be here.
  func mismatch(_ expected: String, _ type: Any.Type) -> DecodingError {
    let found =
      value.isString
      ? "\"\(printable(value.excerpt))\"" : printable(value.excerpt)
    return .typeMismatch(
      type,
      DecodingError.Context(
        codingPath: codingPath,
        debugDescription: "found \(found), expected \(expected)"))
  }
}

extension StrictDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    // What arrays are full of comes first.
    if type == Int.self { return try cast(integer(Int.self)) }
    if type == Double.self { return try cast(double()) }
    if type == String.self {
      guard let string = value.string else { throw mismatch("text", type) }
      return try cast(string)
    }
    if type == [Int].self, value.isArray {
      return try cast(
        value.elements.enumerated().map { place, element in
          try inside(element, ArrayIndex(place)).integer(Int.self)
        })
    }
    if type == [Double].self, value.isArray {
      return try cast(
        value.elements.enumerated().map { place, element in
          try inside(element, ArrayIndex(place)).double()
        })
    }
    if type == Bool.self {
      guard let bool = value.bool else {
        throw mismatch("true or false", type)
      }
      return try cast(bool)
    }
    if type == Float.self { return try cast(Float(double())) }
    if let whole = type as? any FixedWidthInteger.Type {
      return try cast(integer(whole))
    }
    return try T(from: self)
  }

  private func cast<T>(_ value: some Any) throws -> T {
    guard let value = value as? T else { throw mismatch("\(T.self)", T.self) }
    return value
  }

  private func double() throws -> Double {
    guard let number = value.literalNumber else {
      throw mismatch("a number", Double.self)
    }
    return number
  }

  private func integer<Whole: FixedWidthInteger>(
    _ type: Whole.Type
  ) throws -> Whole {
    let found: Whole? =
      switch value.literalInteger {
      case .signed(let number): Whole(exactly: number)
      case .unsigned(let number): Whole(exactly: number)
      case nil: nil
      }
    guard let found else {
      throw mismatch("a whole number, written as one", type)
    }
    return found
  }
}

/// The place of an element, as a key.
struct ArrayIndex: CodingKey {
  let intValue: Int?
  var stringValue: String { "\(intValue ?? 0)" }

  init(_ place: Int) { intValue = place }
  init?(intValue: Int) { self.init(intValue) }
  init?(stringValue: String) { return nil }
}
