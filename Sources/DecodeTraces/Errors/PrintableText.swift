/// `text` on one line, safe to print on a terminal and of bounded length.
///
/// Control and invisible formatting characters come from files that nobody
/// may have looked at; unescaped they could rewrite the line they stand in.
/// Quotes and backslashes stay as they are unless the text stands in quotes.
package func printable(
  _ text: String, limit: Int = 60, quotes: Bool = true
) -> String {
  // Most text is plain.
  let isPlain = text.utf8.allSatisfy {
    $0 >= 0x20 && $0 < 0x7F && (!quotes || $0 != 0x22 && $0 != 0x5C)
  }
  if isPlain, text.utf8.count <= limit { return text }
  var result = ""
  var room = limit
  for scalar in text.unicodeScalars {
    guard room > 0 else { return result + "…" }
    room -= 1
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\"" where quotes: result += "\\\""
    case "\\" where quotes: result += "\\\\"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator,
        .unassigned, .privateUse, .surrogate:
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}

/// The first few of `names`, each in quotes.
func quotedList(_ names: [String], limit: Int = 20) -> String {
  var text = names.prefix(limit).map { "\"\(printable($0))\"" }
    .joined(separator: ", ")
  if names.count > limit { text += " and \(names.count - limit) more" }
  return text
}

extension UnsafeBufferPointer<UInt8> {
  /// The start of the field as text, long enough for an error message.
  var excerpt: String {
    // 61 scalars are at most 244 bytes: enough to see that more follow.
    String(decoding: prefix(61 * 4), as: UTF8.self)
  }
}
