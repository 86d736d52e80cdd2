/// Cells of whole numbers that are about equally wide on a logarithmic scale.
///
/// The cell of a number is its leading binary digit and the `bits` digits
/// after it: 2^bits cells an octave, and numbers below 2^bits each have their
/// own. The grid is fixed, so that it depends neither on the data nor on their
/// order, and one of twice the bits refines it.
enum NumberCell {
  /// The greatest number told from others: 2⁴⁰.
  static let greatest = 1 << 40

  /// The cell of `number`.
  ///
  /// - Parameters:
  ///   - number: Taken as 0 if negative, and as 2⁴⁰ if above.
  ///   - bits: Digits after the leading one, in 0...16.
  ///   - isShifted: Whether cells begin half a cell lower, so that a number
  ///     at the edge of one grid is near the middle of the other's cell.
  /// - Returns: The cell's index, from 0.
  static func index(of number: Int, bits: Int, isShifted: Bool) -> Int {
    var value = min(max(number, 0), greatest) + 1
    if isShifted { value += (value + 1 << bits) >> (bits + 1) }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    let digits =
      exponent >= bits ? value >> (exponent - bits) : value << (bits - exponent)
    return exponent << bits + (digits - 1 << bits)
  }
}
