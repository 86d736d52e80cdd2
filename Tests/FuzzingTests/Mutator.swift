import TestSupport

/// Changes files as accidents and enemies do: bits, bytes and pieces, lines
/// doubled and out of order, numbers at the ends of their types, the head of
/// one file on the tail of another.
struct Mutator {
  var random: SplitMix64
  let seeds: [[UInt8]]

  private static let pieces: [[UInt8]] = [
    "\"", "\"\"", ",", ",,", ";", "\t", "\n", "\r\n", "\n\n", "\u{0}", " ", "é",
    "\u{FEFF}", "\u{202E}", "\u{1B}[2J", "{", "}", "[", "]", ":", "null",
    "true", "{}", "[]", "[[[[[[[[[[", "\\ud800", "\\u0000", "nan", "NaN",
    "inf", "-", "+", ".", "e9", "stopped", "capped", "cancelled", "task", "cap",
    "config.a", "feature.b", "stop", "length", "first-token-in-prefill",
  ].map { Array($0.utf8) }

  private static let numbers: [[UInt8]] = [
    "0", "-0", "1", "-1", "2", "7", "59", "255", "256", "65536", "2147483647",
    "2147483648", "4194304", "4194305", "9007199254740992", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "-9223372036854775808", "1e-320", "5e-324", "1e-9", "0.1", "1e5", "1e17",
    "1e308", "1e309", "-1e308", "99999999999999999999999999999999999999",
    "0000000000000000000001", "1.7976931348623157e308",
  ].map { Array($0.utf8) }

  /// A file made from one of the seeds, or from two.
  mutating func next() -> [UInt8] {
    var bytes = seeds.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...5, using: &random) { change(&bytes) }
    return Array(bytes.prefix(1 << 15))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = Self.pieces.randomElement(using: &random) ?? []
      return
    }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let end = min(place + Int.random(in: 1...64, using: &random), bytes.count)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = .random(in: 0...255, using: &random)
    case 2, 3: insert(Self.pieces, in: &bytes, at: place)
    case 4: bytes.removeSubrange(place..<end)
    case 5: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 6, 7, 8: changeNumber(&bytes, from: place)
    case 9: changeLines(&bytes)
    case 10:
      let other = seeds.randomElement(using: &random) ?? []
      let from = Int.random(in: 0...other.count, using: &random)
      bytes = Array(bytes[..<place] + other[from...])
    default:
      if Int.random(in: 0..<4, using: &random) == 0 {
        bytes = Array(bytes[..<place])
      } else {
        insert(Self.numbers, in: &bytes, at: place)
      }
    }
  }

  private mutating func insert(
    _ pieces: [[UInt8]], in bytes: inout [UInt8], at place: Int
  ) {
    bytes.insert(
      contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
  }

  /// Another number for the next one.
  private mutating func changeNumber(_ bytes: inout [UInt8], from place: Int) {
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    guard let first = bytes[place...].firstIndex(where: isDigit) else { return }
    let last = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(
      first..<last, with: Self.numbers.randomElement(using: &random) ?? [])
  }

  /// A line moved, left out or many times.
  private mutating func changeLines(_ bytes: inout [UInt8]) {
    var lines = bytes.split(
      separator: 10, maxSplits: 500, omittingEmptySubsequences: false)
    guard lines.count > 1 else { return }
    let place = Int.random(in: 0..<lines.count, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: lines.shuffle(using: &random)
    case 1: lines.remove(at: place)
    default:
      let copies = Int.random(in: 1...80, using: &random)
      lines.insert(
        contentsOf: repeatElement(lines[place], count: copies), at: place)
    }
    bytes = Array(lines.joined(separator: [10]))
  }
}
