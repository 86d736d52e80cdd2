import RealModule

/// log(x/y) of positive numbers whose difference x − y is known exactly.
///
/// Close to 1 it is 2 artanh((x − y)/(x + y)) by its series, to the last digit
/// and several times as fast as a logarithm; the sums over places of a table
/// are made of such.
@inline(__always)
func logRatio(_ x: Double, _ y: Double, difference: Double) -> Double {
  let t = difference / (x + y)
  let w = t * t
  // The first term left out is w⁷/15 of the whole.
  guard w < 0.01 else { return Double.log(x / y) }
  let fourth = 1.0 / 9 + w * (1.0 / 11 + w / 13)
  return 2 * t
    * (1 + w * (1.0 / 3 + w * (1.0 / 5 + w * (1.0 / 7 + w * fourth))))
}
