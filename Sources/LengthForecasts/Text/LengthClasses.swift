/// The classes of length whose probabilities are learnt from prompts: 1, 2 and
/// 3 tokens, and from 4 on two classes for each doubling.
enum LengthClasses {
  /// How many there are; the last one has no end.
  static let count = 32

  /// The class of a length of at least 1.
  @inline(__always)
  static func index(of length: Int) -> Int {
    guard length >= 4 else { return length - 1 }
    let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
    let half = length >> (exponent - 1) & 1
    return min(2 * exponent - 1 + half, count - 1)
  }
}
