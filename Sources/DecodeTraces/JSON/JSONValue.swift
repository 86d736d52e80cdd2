#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A value in a parsed document, valid until the next one is parsed.
///
/// It walks simdjson's tape: a 64-bit word an element, whose highest byte is
/// its kind; strings stand apart, behind their lengths.
struct JSONValue {
  fileprivate let tape: UnsafePointer<UInt64>
  fileprivate let strings: UnsafePointer<UInt8>
  fileprivate let index: Int

  /// The value of a whole document.
  init(
    documentTape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>
  ) {
    // Word 0 is the root.
    self.init(tape: documentTape, strings: strings, index: 1)
  }

  fileprivate init(
    tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int
  ) {
    self.tape = tape
    self.strings = strings
    self.index = index
  }

  private var kind: UInt8 { UInt8(truncatingIfNeeded: tape[index] >> 56) }

  /// The index after the value, whatever is within.
  fileprivate var end: Int {
    switch kind {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      Int(tape[index] & 0xFFFF_FFFF)
    case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): index + 2
    default: index + 1
    }
  }

  var isObject: Bool { kind == UInt8(ascii: "{") }
  var isArray: Bool { kind == UInt8(ascii: "[") }
  var isString: Bool { kind == UInt8(ascii: "\"") }
  var isNull: Bool { kind == UInt8(ascii: "n") }
  var isTrue: Bool { kind == UInt8(ascii: "t") }

  /// Where the value is in its document; no other value is there.
  var place: Int { index }

  /// True or false; `nil` for anything else.
  var bool: Bool? {
    switch kind {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// A whole number as written in a document.
  enum LiteralInteger {
    case signed(Int64)
    case unsigned(UInt64)
  }

  /// A number that is written without a fraction and an exponent.
  var literalInteger: LiteralInteger? {
    switch kind {
    case UInt8(ascii: "l"): .signed(Int64(bitPattern: tape[index + 1]))
    case UInt8(ascii: "u"): .unsigned(tape[index + 1])
    default: nil
    }
  }

  /// A number that is written as one.
  var literalNumber: Double? { isString ? nil : number }

  /// The bytes of a string, in UTF-8.
  var bytes: UnsafeBufferPointer<UInt8>? {
    guard isString else { return nil }
    let start = strings + Int(tape[index] & 0x00FF_FFFF_FFFF_FFFF)
    let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
    return UnsafeBufferPointer(start: start + 4, count: Int(count))
  }

  /// A string.
  var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  /// A number, or a string that holds one, as OTLP has them; finite.
  var number: Double? {
    switch kind {
    case UInt8(ascii: "l"): Double(Int64(bitPattern: tape[index + 1]))
    case UInt8(ascii: "u"): Double(tape[index + 1])
    case UInt8(ascii: "d"): Double(bitPattern: tape[index + 1])
    case UInt8(ascii: "\""): bytes?.finiteNumber
    default: nil
    }
  }

  /// A whole number, or a string that holds one; `nil` for all others.
  var integer: Int? {
    switch kind {
    case UInt8(ascii: "l"): Int(Int64(bitPattern: tape[index + 1]))
    case UInt8(ascii: "u"): Int(exactly: tape[index + 1])
    case UInt8(ascii: "d"): Int(exactly: Double(bitPattern: tape[index + 1]))
    case UInt8(ascii: "\""): bytes?.integer
    default: nil
    }
  }

  /// The value of the first key of that name, if this is an object.
  ///
  /// A null counts as absent.
  subscript(key: StaticString) -> JSONValue? {
    guard isObject else { return nil }
    let stop = end - 1
    var at = index + 1
    while at < stop {
      let name = JSONValue(tape: tape, strings: strings, index: at)
      let value = JSONValue(tape: tape, strings: strings, index: at + 1)
      if let bytes = name.bytes, bytes.count == key.utf8CodeUnitCount,
        bytes.baseAddress.map({ memcmp($0, key.utf8Start, bytes.count) }) == 0
      {
        return value.isNull ? nil : value
      }
      at = value.end
    }
    return nil
  }

  /// What a short form of the value is, for messages.
  var excerpt: String {
    switch kind {
    case UInt8(ascii: "{"): "an object"
    case UInt8(ascii: "["): "an array"
    case UInt8(ascii: "n"): "null"
    case UInt8(ascii: "t"): "true"
    case UInt8(ascii: "f"): "false"
    default:
      if let bytes { bytes.excerpt } else { number.map { "\($0)" } ?? "" }
    }
  }
}

// MARK: - Contents

extension JSONValue {
  /// The elements of an array, none for anything else.
  var elements: Elements { Elements(self) }

  /// The keys and values of an object, none for anything else.
  var members: Members { Members(self) }

  struct Elements: Sequence, IteratorProtocol {
    private let tape: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>
    private var at: Int
    private let stop: Int

    fileprivate init(_ value: JSONValue) {
      tape = value.tape
      strings = value.strings
      at = value.index + 1
      stop = value.isArray ? value.end - 1 : at
    }

    mutating func next() -> JSONValue? {
      guard at < stop else { return nil }
      let value = JSONValue(tape: tape, strings: strings, index: at)
      at = value.end
      return value
    }
  }

  struct Members: Sequence, IteratorProtocol {
    private let tape: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>
    private var at: Int
    private let stop: Int

    fileprivate init(_ value: JSONValue) {
      tape = value.tape
      strings = value.strings
      at = value.index + 1
      stop = value.isObject ? value.end - 1 : at
    }

    mutating func next() -> (key: String, value: JSONValue)? {
      guard at < stop else { return nil }
      let key = JSONValue(tape: tape, strings: strings, index: at)
      let value = JSONValue(tape: tape, strings: strings, index: at + 1)
      at = value.end
      return (key.string ?? "", value)
    }
  }
}
