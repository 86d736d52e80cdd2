/// Numbers as they are written to a file: bytes in base64, which takes a
/// fifth of what digits take and keeps every bit.
struct PackedNumbers: Sendable, Equatable, Codable {
  /// The bytes.
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Packs numbers, the least significant byte of each first.
  init(_ numbers: [Float]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers {
      let bits = number.bitPattern
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
      }
    }
    self.bytes = bytes
  }

  /// The numbers that were packed.
  var floats: [Float] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { start in
      let bits = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1)
      }
      return Float(bitPattern: bits)
    }
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Writes the bytes in base64, RFC 4648.
  func encode(to encoder: any Encoder) throws {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for place in 0..<3 {
        group = group << 8 | (place < count ? UInt32(bytes[start + place]) : 0)
      }
      for place in 0..<4 {
        text.append(
          place <= count
            ? Self.digits[Int(group >> UInt32(18 - 6 * place) & 63)] : 61)
      }
    }
    var container = encoder.singleValueContainer()
    try container.encode(String(decoding: text, as: UTF8.self))
  }

  /// Reads bytes in base64.
  ///
  /// - Throws: `DecodingError` for other text.
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    var values = [UInt8](repeating: 255, count: 256)
    for (value, digit) in Self.digits.enumerated() {
      values[Int(digit)] = UInt8(value)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 4 * 3)
    var (group, count, padding) = (UInt32(0), 0, 0)
    for byte in text.utf8 {
      let value = values[Int(byte)]
      guard byte == 61 ? count >= 2 : value < 64 && padding == 0 else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "packed numbers should be in base64")
      }
      if byte == 61 { padding += 1 }
      group = group << 6 | UInt32(byte == 61 ? 0 : value)
      count += 1
      if count == 4 {
        for place in 0..<3 - padding {
          bytes.append(
            UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place)))
        }
        (group, count) = (0, 0)
      }
    }
    guard count == 0, padding <= 2 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "packed numbers should be whole groups"
      )
    }
    self.bytes = bytes
  }
}
