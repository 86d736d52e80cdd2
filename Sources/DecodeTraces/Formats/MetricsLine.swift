/// One sample of Prometheus' text format: `name{label="value",…} number`.
struct MetricsLine {
  var name: String
  var labels: [String: String]
  var value: Double

  /// Whether a text begins as metrics do: with a comment on one, or with a
  /// sample.
  static func isMetrics(_ start: [UInt8]) -> Bool {
    let text = String(decoding: start.prefix(4096), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    if line.hasPrefix("# HELP ") || line.hasPrefix("# TYPE ") { return true }
    guard line.contains("{") || !line.contains(",") else { return false }
    return MetricsLine(line)?.name.contains(":") ?? false
  }

  /// The sample on a line; `nil` for comments and anything else.
  init?(_ line: Substring) {
    guard let first = line.first, first.isLetter || first == "_" else {
      return nil
    }
    let end = line.firstIndex { $0 == "{" || $0 == " " || $0 == "\t" }
    guard let end else { return nil }
    name = String(line[..<end])
    labels = [:]
    var rest = line[end...]
    if rest.first == "{" {
      guard let after = Self.labels(rest.dropFirst(), &labels) else {
        return nil
      }
      rest = after
    }
    // A timestamp, or an exemplar behind #, may follow the value.
    let word = rest.drop { $0 == " " || $0 == "\t" }
      .prefix { $0 != " " && $0 != "\t" && $0 != "\r" }
    switch word {
    case "+Inf", "Inf": value = .infinity
    case "-Inf": value = -.infinity
    default:
      guard let number = Double(word) else { return nil }
      value = number
    }
  }

  /// Reads labels up to the brace that closes them; what comes after it.
  private static func labels(
    _ text: Substring, _ labels: inout [String: String]
  ) -> Substring? {
    var rest = text
    while true {
      rest = rest.drop { $0 == "," || $0 == " " }
      if rest.first == "}" { return rest.dropFirst() }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let key = String(rest[..<equals])
      rest = rest[rest.index(after: equals)...]
      guard rest.first == "\"" else { return nil }
      rest = rest.dropFirst()
      var value = ""
      while let character = rest.first, character != "\"" {
        rest = rest.dropFirst()
        if character == "\\", let escaped = rest.first {
          value.append(escaped == "n" ? "\n" : escaped)
          rest = rest.dropFirst()
        } else {
          value.append(character)
        }
      }
      guard rest.first == "\"" else { return nil }
      rest = rest.dropFirst()
      labels[key] = value
    }
  }
}
