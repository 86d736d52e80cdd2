/// Words and spaces in UTF-8 text.
enum PromptText {
  /// The text with each run of white space as one space, and none at the
  /// ends.
  static func singleSpaced(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var (index, pending) = (0, false)
    while index < text.count {
      let width = spaceWidth(at: index, in: text)
      if width > 0 {
        pending = true
        index += width
        continue
      }
      if pending, !result.isEmpty { result.append(0x20) }
      pending = false
      result.append(text[index])
      index += 1
    }
    return result
  }

  /// How many bytes the white space at `index` has; 0 if there is none.
  private static func spaceWidth(at index: Int, in text: [UInt8]) -> Int {
    let byte = text[index]
    if byte == 0x20 || (0x09...0x0D).contains(byte) { return 1 }
    // Those beyond ASCII start with one of four bytes.
    guard byte == 0xC2 || (0xE1...0xE3).contains(byte),
      let scalar = scalar(startingAt: index, in: text),
      scalar.properties.isWhitespace
    else { return 0 }
    return scalar.utf8.count
  }

  /// Whether the bytes in `range` are not part of a longer word.
  static func isWord(_ range: Range<Int>, in text: [UInt8]) -> Bool {
    guard let first = scalar(startingAt: range.lowerBound, in: text),
      let last = scalar(endingAt: range.upperBound, in: text)
    else { return false }
    if isWordPart(first),
      let before = scalar(endingAt: range.lowerBound, in: text),
      isWordPart(before)
    {
      return false
    }
    if isWordPart(last),
      let after = scalar(startingAt: range.upperBound, in: text),
      isWordPart(after)
    {
      return false
    }
    return true
  }

  /// Letters, digits and the marks on them, except in scripts that put no
  /// spaces between words.
  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    guard !isUnspaced(scalar) else { return false }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter,
      .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark,
      .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF: true  // Thai, Lao
    case 0x1000...0x109F, 0x1780...0x17FF: true  // Myanmar, Khmer
    case 0x1100...0x11FF, 0xAC00...0xD7FF: true  // Hangul: suffixed particles
    case 0x2E80...0xA4CF: true  // Han, kana, bopomofo and their symbols
    case 0xF900...0xFAFF, 0xFF66...0xFF9F: true  // Compatibility, half width
    case 0x20000...0x3FFFF: true  // Rare Han
    default: false
    }
  }

  /// The scalar whose first byte is at `index`, or nil at the end.
  private static func scalar(
    startingAt index: Int, in text: [UInt8]
  ) -> Unicode.Scalar? {
    guard index < text.count else { return nil }
    let lead = text[index]
    if lead < 0x80 { return Unicode.Scalar(lead) }
    let width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    var value = UInt32(lead) & (0x7F >> UInt32(width))
    for byte in text[index...].dropFirst().prefix(width - 1) {
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return Unicode.Scalar(value)
  }

  /// The scalar whose last byte is before `index`, or nil at the start.
  private static func scalar(
    endingAt index: Int, in text: [UInt8]
  ) -> Unicode.Scalar? {
    var start = index - 1
    guard start >= 0 else { return nil }
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(startingAt: start, in: text)
  }
}
