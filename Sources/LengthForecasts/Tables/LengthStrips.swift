/// The strips on which the tables of a conditional model count lengths: every
/// length below 64 has its own, and longer ones share 16 an octave.
///
/// Strips are fixed, so that they depend neither on the data nor on their
/// order. How lengths lie within a strip is told by `StripShape`, of all
/// answers together.
enum LengthStrips {
  private static let bits = 4
  private static let exactBits = 6
  /// Below that each strip is one length.
  static let exact = 1 << exactBits
  /// Lengths from there on share one strip: 2⁴⁰.
  static let greatest = 1 << 40

  /// The strip of a length of at least 1.
  @inline(__always)
  static func strip(of length: Int) -> Int {
    let value = min(length, greatest)
    guard value >> exactBits > 0 else { return value }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    let octave = exponent - exactBits
    return 1 << exactBits + octave << bits
      + (value >> (exponent - bits)) - 1 << bits
  }

  /// The shortest length of a strip.
  static func first(of strip: Int) -> Int {
    guard strip >= exact else { return max(strip, 1) }
    let (octave, digits) = (
      (strip - exact) >> bits, (strip - exact) & (1 << bits - 1)
    )
    return (1 << bits + digits) << (octave + exactBits - bits)
  }
}
