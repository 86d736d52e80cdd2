// Numbers straight from the bytes of a field, with no string in between.

extension UnsafeBufferPointer<UInt8> {
  /// Without the spaces and tabs that a quoted field may have around it.
  var trimmed: UnsafeBufferPointer<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    var (low, high) = (0, count)
    while low < high, isSpace(self[low]) { low += 1 }
    while low < high, isSpace(self[high - 1]) { high -= 1 }
    return UnsafeBufferPointer(rebasing: self[low..<high])
  }

  /// The field as a decimal integer with an optional sign.
  ///
  /// `nil` if it is anything else; a number that `Int` cannot hold saturates,
  /// since every column has narrower limits.
  var integer: Int? {
    let digits = trimmed
    guard let sign = digits.first else { return nil }
    let isNegative = sign == 45  // "-"
    var index = isNegative || sign == 43 ? 1 : 0
    guard index < digits.count else { return nil }
    var value = 0
    while index < digits.count {
      let digit = Int(digits[index]) - 48
      guard digit >= 0, digit <= 9 else { return nil }
      value = value > (Int.max - digit) / 10 ? Int.max : value * 10 + digit
      index += 1
    }
    return isNegative ? -value : value
  }

  /// The field as a finite decimal number, or `nil`.
  ///
  /// Names such as `nan` and hexadecimal digits are not decimal numbers.
  var finiteNumber: Double? {
    let digits = trimmed
    guard !digits.isEmpty, digits.count <= 400 else { return nil }
    for byte in digits {
      switch byte {
      case 48...57, 43, 45, 46, 69, 101: continue  // digits + - . E e
      default: return nil
      }
    }
    guard let value = Double(String(decoding: digits, as: UTF8.self)),
      value.isFinite
    else { return nil }
    return value
  }

  /// Whether the field is `text`, which is of lower-case ASCII letters, but
  /// for upper and lower case.
  func matches(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return zip(
      self,
      UnsafeBufferPointer(
        start: text.utf8Start, count: text.utf8CodeUnitCount)
    ).allSatisfy { $0 | 0x20 == $1 }
  }
}
