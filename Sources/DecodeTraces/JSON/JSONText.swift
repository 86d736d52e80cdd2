/// A JSON text while it is put together.
///
/// Members are written in order of their keys, so that equal values give equal
/// texts.
final class JSONText {
  enum Content {
    /// Nothing yet.
    case open
    /// Text as it will stand.
    case literal(String)
    case array([JSONText])
    case object([String: JSONText])
  }

  var content = Content.open

  init() {}

  init(_ literal: String) { content = .literal(literal) }

  /// The member of a key, which is a new one.
  func member(_ key: String) -> JSONText {
    let text = JSONText()
    guard case .object(var members) = content else {
      content = .object([key: text])
      return text
    }
    // The dictionary is changed in place.
    content = .open
    members[key] = text
    content = .object(members)
    return text
  }

  /// A new last element.
  func element() -> JSONText {
    let text = JSONText()
    guard case .array(var elements) = content else {
      content = .array([text])
      return text
    }
    content = .open
    elements.append(text)
    content = .array(elements)
    return text
  }

  /// Writes the value, an object's members in order of keys, those of `first`
  /// before.
  func write(into result: inout String, first: [String] = []) {
    switch content {
    case .open: result += "null"
    case .literal(let text): result += text
    case .array(let elements):
      result += "["
      for (place, element) in elements.enumerated() {
        if place > 0 { result += "," }
        element.write(into: &result)
      }
      result += "]"
    case .object(let members):
      result += "{"
      let keys =
        first.filter { members[$0] != nil }
        + members.keys.filter { !first.contains($0) }.sorted()
      for (place, key) in keys.enumerated() {
        if place > 0 { result += "," }
        result += Self.quoted(key) + ":"
        members[key]?.write(into: &result)
      }
      result += "}"
    }
  }

  /// A number, by the fewest digits that give it back; `nil` where JSON has
  /// none.
  static func number(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    let text = "\(value)"
    return text.hasSuffix(".0") && value != 0
      ? String(text.dropLast(2)) : text
  }

  /// Text in quotes; what a terminal would obey is escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          for unit in UTF16.encode(scalar) ?? .init([]) {
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count)
            result += digits
          }
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
