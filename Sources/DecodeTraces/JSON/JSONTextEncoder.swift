/// Encodes what `Encodable` types describe as a JSON text.
struct JSONTextEncoder: Encoder {
  let text: JSONText
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ text: JSONText, _ path: [any CodingKey] = []) {
    self.text = text
    codingPath = path
  }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedEncodingContainer<Key> {
    if case .open = text.content { text.content = .object([:]) }
    return KeyedEncodingContainer(JSONTextMembers<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .open = text.content { text.content = .array([]) }
    return JSONTextElements(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func inside(_ text: JSONText, _ key: any CodingKey) -> JSONTextEncoder {
    JSONTextEncoder(text, codingPath + [key])
  }
}

extension JSONTextEncoder: SingleValueEncodingContainer {
  func encodeNil() { text.content = .literal("null") }

  func encode<T: Encodable>(_ value: T) throws {
    switch value {
    case let value as Int: text.content = .literal("\(value)")
    case let value as Double: text.content = .literal(try number(value))
    case let value as String: text.content = .literal(JSONText.quoted(value))
    case let value as [Int]:
      text.content = .literal(
        "[" + value.map(String.init).joined(separator: ",") + "]")
    case let value as [Double]:
      text.content = .literal(
        "[" + (try value.map(number).joined(separator: ",")) + "]")
    case let value as Bool: text.content = .literal("\(value)")
    case let value as Float: text.content = .literal(try number(Double(value)))
    case let value as any FixedWidthInteger:
      text.content = .literal("\(value)")
    default: try value.encode(to: self)
    }
  }

  private func number(_ value: Double) throws -> String {
    guard let text = JSONText.number(value) else {
      throw EncodingError.invalidValue(
        value,
        EncodingError.Context(
          codingPath: codingPath,
          debugDescription: "\(value) is no number that JSON has"))
    }
    return text
  }
}

/// Members of an object while they are written.
private struct JSONTextMembers<Key: CodingKey>:
  KeyedEncodingContainerProtocol
{
  let encoder: JSONTextEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func member(_ key: Key) -> JSONTextEncoder {
    encoder.inside(encoder.text.member(key.stringValue), key)
  }

  func encodeNil(forKey key: Key) { member(key).encodeNil() }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try member(key).encode(value)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(
    forKey key: Key
  ) -> any UnkeyedEncodingContainer {
    member(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder }

  func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

/// Elements of an array while they are written.
private struct JSONTextElements: UnkeyedEncodingContainer {
  let encoder: JSONTextEncoder
  private(set) var count = 0
  var codingPath: [any CodingKey] { encoder.codingPath }

  init(encoder: JSONTextEncoder) { self.encoder = encoder }

  private mutating func element() -> JSONTextEncoder {
    defer { count += 1 }
    return encoder.inside(encoder.text.element(), ArrayIndex(count))
  }

  mutating func encodeNil() { element().encodeNil() }

  mutating func encode<T: Encodable>(_ value: T) throws {
    try element().encode(value)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    element().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    element().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { element() }
}
