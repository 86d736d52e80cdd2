/// The grid on which conditional life tables count lengths: every length
/// below 512 has its own cell, and longer ones share 256 cells an octave, so
/// that no cell is wider than 0.4 % of its lengths.
///
/// It is fixed, so that it depends neither on the data nor on their order, and
/// the cost of a look-up does not grow with the number of distinct lengths. A
/// cell stands for the longest length recorded in it: a length that many
/// answers share stays what it is.
enum LengthGrid {
  private static let bits = 8
  private static let exact = 1 << (bits + 1)
  /// Lengths from there on share one cell: 2⁴⁰.
  private static let greatest = 1 << 40

  /// The cell of a length of at least 1.
  static func cell(of length: Int) -> Int {
    let value = min(length, greatest)
    guard value >= exact else { return value }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    let octave = exponent - bits - 1
    return exact + (octave << bits) + (value >> (octave + 1)) - (1 << bits)
  }
}
