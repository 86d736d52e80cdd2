/// The members of an object.
struct StrictKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: KeyAudit.Object
  let decoder: StrictDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] {
    object.names.compactMap { Key(stringValue: $0) }
  }

  /// The value of a key, which is then one that is known.
  private func member(_ key: Key) throws -> StrictDecoder {
    object.asked.insert(key.stringValue)
    guard let value = object.members[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key,
        DecodingError.Context(
          codingPath: codingPath,
          debugDescription: "the key \"\(printable(key.stringValue))\" is "
            + "missing"))
    }
    return decoder.inside(value, key)
  }

  func contains(_ key: Key) -> Bool {
    object.asked.insert(key.stringValue)
    return object.members[key.stringValue] != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    try member(key).decodeNil()
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try member(key).decode(type)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(
    forKey key: Key
  ) throws -> any UnkeyedDecodingContainer {
    try member(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    try member(key)
  }
}

/// The elements of an array.
struct StrictArrayContainer: UnkeyedDecodingContainer {
  private let decoder: StrictDecoder
  private var elements: JSONValue.Elements
  private var upcoming: JSONValue?
  private(set) var currentIndex = 0

  init(_ decoder: StrictDecoder) {
    self.decoder = decoder
    elements = decoder.value.elements
    upcoming = elements.next()
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  /// Not known before the end.
  var count: Int? { nil }
  var isAtEnd: Bool { upcoming == nil }

  private func here(_ type: Any.Type) throws -> StrictDecoder {
    guard let upcoming else {
      throw DecodingError.valueNotFound(
        type,
        DecodingError.Context(
          codingPath: codingPath + [ArrayIndex(currentIndex)],
          debugDescription: "the array ends before this element"))
    }
    return decoder.inside(upcoming, ArrayIndex(currentIndex))
  }

  private mutating func advance() {
    upcoming = elements.next()
    currentIndex += 1
  }

  mutating func decodeNil() throws -> Bool {
    let isNull = try here(Optional<Any>.self).decodeNil()
    if isNull { advance() }
    return isNull
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let value = try here(type).decode(type)
    advance()
    return value
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    let container = try here(type).container(keyedBy: type)
    advance()
    return container
  }

  mutating func nestedUnkeyedContainer() throws
    -> any UnkeyedDecodingContainer
  {
    let container = try here([Any].self).unkeyedContainer()
    advance()
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try here(Any.self)
    advance()
    return decoder
  }
}
