internal import CJSON

/// Parses documents one after the other, in the same memory.
struct JSONParser: ~Copyable {
  private let parser: OpaquePointer

  /// The most bytes of one document: 1 GiB.
  static var maximumBytes: Int { 1 << 30 }
  /// The most levels of one document.
  static var maximumDepth: Int { 256 }
  /// Bytes that must be readable after a document.
  static let padding = cjson_padding()

  init() throws(TraceError) {
    guard
      let parser = cjson_create(Self.maximumBytes, Self.maximumDepth)
    else {
      throw TraceError(
        .unreadableFile, detail: "there is not enough memory to parse JSON")
    }
    self.parser = parser
  }

  deinit { cjson_destroy(parser) }

  /// Parses `bytes`, behind which `padding` bytes can be read.
  ///
  /// - Returns: The value, or what is wrong.
  mutating func parse(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Result<JSONValue, JSONFault> {
    var document = cjson_document()
    let code = cjson_parse(parser, bytes.baseAddress, bytes.count, &document)
    guard code == 0, let tape = document.tape, let strings = document.strings
    else {
      return .failure(
        JSONFault(
          message: cjson_message(code).map { String(cString: $0) } ?? ""))
    }
    return .success(JSONValue(documentTape: tape, strings: strings))
  }
}

/// Why bytes are no JSON.
struct JSONFault: Error {
  var message: String
}

/// Makes JSON of what Python's `json` writes beside it.
///
/// `NaN` and `Infinity` are no JSON, nor are halves of surrogate pairs, which
/// a generated text cut within an emoji has. The former become empty strings,
/// which are no number either, the latter U+FFFD; lengths stay as they are.
enum JSONRepair {
  /// Repairs `bytes`, and returns whether there was anything to repair.
  static func repair(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    var isChanged = false
    var at = 0
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at = repairString(bytes, from: at + 1, &isChanged)
      case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "-"):
        var matched = 0
        for word in ["NaN", "Infinity", "-Infinity"] {
          let end = at + word.utf8.count
          if end <= bytes.count, bytes[at..<end].elementsEqual(word.utf8) {
            matched = word.utf8.count
          }
        }
        if matched > 0 {
          for place in at..<at + matched { bytes[place] = UInt8(ascii: " ") }
          bytes[at] = UInt8(ascii: "\"")
          bytes[at + 1] = UInt8(ascii: "\"")
          isChanged = true
        }
        at += max(matched, 1)
      default: at += 1
      }
    }
    return isChanged
  }

  /// Repairs a string from behind its quote; the place after its end.
  private static func repairString(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int,
    _ isChanged: inout Bool
  ) -> Int {
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""): return at + 1
      case UInt8(ascii: "\\"):
        let code = surrogate(bytes, at) ?? 0
        let next = surrogate(bytes, at + 6) ?? 0
        if (0xD800..<0xDC00).contains(code), (0xDC00..<0xE000).contains(next) {
          at += 12
        } else if (0xD800..<0xE000).contains(code) {
          for (offset, digit) in "fffd".utf8.enumerated() {
            bytes[at + 2 + offset] = digit
          }
          isChanged = true
          at += 6
        } else {
          at += 2
        }
      default: at += 1
      }
    }
    return at
  }

  /// The code that stands at `at` as `\uXXXX`, if one does.
  private static func surrogate(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ at: Int
  ) -> Int? {
    guard at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    else { return nil }
    return Int(
      String(decoding: bytes[at + 2..<at + 6], as: UTF8.self), radix: 16)
  }
}
