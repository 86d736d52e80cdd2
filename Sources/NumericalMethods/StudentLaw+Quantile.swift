import RealModule

extension StudentLaw {
  /// The t that |T| exceeds with probability 1 − `level`.
  ///
  /// - Parameter level: In (0, 1).
  /// - Returns: t > 0.
  /// - Throws: `NumericalError` if no bracket is found.
  package func twoSidedQuantile(level: Double) throws(NumericalError) -> Double
  {
    let target = Double.log((1 - level) / 2)
    var high = 2.0
    while logTails(high).upper > target, high < 1e150 { high *= 2 }
    return try brentRoot(in: 0...high) { logTails($0).upper - target }
  }
}
