/// Text as a field of CSV.
enum CSVField {
  /// The bytes of a field, in quotes if it needs them.
  static func bytes(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    // Quotes also keep spaces at the ends, which a reader would drop, and a
    // mark at the start that it would take for a byte-order mark. Elsewhere
    // they are left out, as other programs do.
    guard
      bytes.contains(where: special.contains) || isBlank(bytes.first)
        || isBlank(bytes.last) || bytes.starts(with: [0xEF, 0xBB, 0xBF])
    else { return bytes }
    let quote = UInt8(ascii: "\"")
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] }
      + [quote]
  }

  private static let special = Set("\",\r\n".utf8)

  private static func isBlank(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
