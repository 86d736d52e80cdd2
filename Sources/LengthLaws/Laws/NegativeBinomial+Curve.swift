import RealModule

extension NegativeBinomial {
  /// S(1), …, S(n): one continued fraction at the far end, then masses added
  /// on the way down by their ratio P(j − 1)/P(j) = j/((r + j − 1)q).
  ///
  /// The sum has positive terms only, and the mass is evaluated afresh every
  /// 256 positions, so that rounding does not build up.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    var curve = [Double](repeating: 1, count: length)
    var survival = survival(at: length)
    curve[length - 1] = survival
    let continuation =
      size < .infinity ? meanBeyondFirst / (size + meanBeyondFirst) : 0
    var mass = 0.0
    for k in stride(from: length - 1, through: 2, by: -1) {
      // P(N = k) from P(N = k + 1), where J = k there.
      let j = Double(k)
      if k % 256 == 0 || mass < 1e-290 {
        mass = Double.exp(logMass(at: k))
      } else if size < .infinity {
        mass *= j / ((size + j - 1) * continuation)
      } else {
        mass *= j / meanBeyondFirst
      }
      survival += mass
      curve[k - 1] = min(survival, 1)
    }
    return curve
  }
}
