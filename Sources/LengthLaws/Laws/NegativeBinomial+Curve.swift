extension NegativeBinomial: MassRecurrence {
  /// S(k), by the same recurrence as the curve.
  public func survival(at length: Int) -> Double {
    survivalByRecurrence(at: length)
  }

  /// S(1), …, S(n), by recurrence within blocks.
  public func survivalCurve(through length: Int) -> [Double] {
    survivalCurveByRecurrence(through: length)
  }

  /// P(J = j − 1) = P(J = j) j/((r + j − 1)q), where J = k for the next
  /// length and q = m/(r + m).
  func mass(at length: Int, fromNext next: Double) -> Double {
    let j = Double(length)
    guard size < .infinity else { return next * (j / meanBeyondFirst) }
    let continuation = meanBeyondFirst / (size + meanBeyondFirst)
    return next * (j / ((size + j - 1) * continuation))
  }
}
