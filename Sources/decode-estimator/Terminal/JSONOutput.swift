import Foundation

/// Prints one object on standard output, keys sorted; a number that is not
/// finite is `null`.
func printJSON(_ value: some Encodable) throws {
  StandardOutput.write(try JSONText().bytes(value) + [UInt8(ascii: "\n")])
}

/// The object as text, keys sorted; a number that is not finite is `null`.
func jsonText(_ value: some Encodable) throws -> String {
  String(decoding: try JSONText().bytes(value), as: UTF8.self)
}

/// Prints a value with one more member, a list that need not fit into memory.
///
/// The list's name comes after those in `head`, as names are sorted. An element
/// is made of an item, printed and forgotten.
func printJSON<Item: Sendable>(
  _ head: some Encodable, last name: String, _ items: [Item],
  element: @Sendable (Item) throws -> any Encodable
) throws {
  let json = JSONText()
  var text = try json.bytes(head)
  // Without the brace that closes it and the line break before.
  text.removeLast(2)
  text += ",\n  \"\(name)\" : [\n".utf8
  var isFirst = true
  try onAllCores(items) {
    try json.bytes(try element($0), indent: 4)
  } take: { element in
    text += (isFirst ? "    " : ",\n    ").utf8
    text += element
    isFirst = false
    StandardOutput.write(text)
    text.removeAll(keepingCapacity: true)
  }
  text += "\n  ]\n}\n".utf8
  StandardOutput.write(text)
}

/// Values as the text that is printed of them.
private struct JSONText: Sendable {
  private let encoder = JSONEncoder()
  /// What the encoder writes in place of a number that is not finite, and its
  /// bytes with their quotes.
  private let unknown = "decode-estimator: not a finite number"
  private let quoted: [UInt8]

  init() {
    quoted = Array("\"\(unknown)\"".utf8)
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: unknown, negativeInfinity: unknown, nan: unknown)
    encoder.outputFormatting = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
  }

  /// The text in UTF-8, its lines but the first indented.
  func bytes(_ value: some Encodable, indent: Int = 0) throws -> [UInt8] {
    let text = Array(try encoder.encode(value))
    let spaces = [UInt8](repeating: UInt8(ascii: " "), count: indent)
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 4)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == quoted[0], text[index...].starts(with: quoted) {
        result += "null".utf8
        index += quoted.count
        continue
      }
      result.append(byte)
      // No string in it has a line break of its own: those are escaped.
      if byte == UInt8(ascii: "\n") { result += spaces }
      index += 1
    }
    return result
  }
}

/// An optional that is written as `null` rather than left out.
///
/// Numbers that are not finite are `null` too: JSON has no other way.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  // Without a default, memberwise initialisers take the plain optional.
  init(wrappedValue value: Value?) { wrappedValue = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let number = wrappedValue as? Double, !number.isFinite {
      try container.encodeNil()
    } else if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}
