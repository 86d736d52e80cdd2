import Foundation

/// Prints one object on standard output, keys sorted; a number that is not
/// finite is `null`.
func printJSON(_ value: some Encodable) throws {
  let text = try JSONText().text(value) + "\n"
  StandardOutput.write(Array(text.utf8))
}

/// Prints a value with one more member, a list that need not fit into memory.
///
/// The list's name comes after those in `head`, as names are sorted. An element
/// is made of an item, printed and forgotten.
func printJSON<Item>(
  _ head: some Encodable, last name: String, _ items: [Item],
  element: (Item) throws -> some Encodable
) throws {
  let json = JSONText()
  var text = try json.text(head)
  // Without the brace that closes it and the line break before.
  text.removeLast(2)
  text += ",\n  \"\(name)\" : [\n"
  var isFirst = true
  for item in items {
    text += isFirst ? "    " : ",\n    "
    text += try json.text(try element(item), indent: 4)
    isFirst = false
    if text.utf8.count > 1 << 16 {
      StandardOutput.write(Array(text.utf8))
      text = ""
    }
  }
  text += "\n  ]\n}\n"
  StandardOutput.write(Array(text.utf8))
}

/// Values as the text that is printed of them.
private struct JSONText {
  private let encoder = JSONEncoder()
  private let unknown = "decode-estimator: not a finite number"

  init() {
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: unknown, negativeInfinity: unknown, nan: unknown)
    encoder.outputFormatting = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
  }

  /// The text, its lines but the first indented.
  func text(_ value: some Encodable, indent: Int = 0) throws -> String {
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
      .replacingOccurrences(of: "\"\(unknown)\"", with: "null")
    guard indent > 0 else { return text }
    // No string in it has a line break of its own: those are escaped.
    return text.replacingOccurrences(
      of: "\n", with: "\n" + String(repeating: " ", count: indent))
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
