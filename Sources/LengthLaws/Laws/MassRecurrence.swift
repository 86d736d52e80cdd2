import RealModule

/// A law whose masses follow from each other more cheaply than they are
/// evaluated.
///
/// Its survival function is evaluated at multiples of 128 alone; in between,
/// masses are added on the way down. A curve and a single value go through
/// the same blocks from the same ends, so that they agree to the last bit,
/// and rounding never builds up over more than a block.
protocol MassRecurrence: LengthDistribution {
  /// P(N = k) from P(N = k + 1), for k ≥ 2.
  func mass(at length: Int, fromNext next: Double) -> Double
}

extension MassRecurrence {
  private var block: Int { 128 }

  /// S(k) at one length.
  func survivalByRecurrence(at length: Int) -> Double {
    guard length > 1 else { return 1 }
    guard length <= .max - block else {
      return Double.exp(logSurvival(at: length))
    }
    var result = 1.0
    descend(from: (length + block - 1) / block * block, to: length) {
      result = $1
    }
    return result
  }

  /// S(1), …, S(n), block by block.
  func survivalCurveByRecurrence(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    var curve = [Double](repeating: 1, count: length)
    for end in stride(from: block, to: length + block, by: block) {
      descend(from: end, to: max(end - block + 1, 2)) {
        if $0 <= length { curve[$0 - 1] = $1 }
      }
    }
    return curve
  }

  /// Visits S at `end`, `end` − 1, …, `start`.
  @inline(__always)
  private func descend(
    from end: Int, to start: Int, _ visit: (Int, Double) -> Void
  ) {
    let last = Double.exp(logSurvival(at: end))
    visit(end, last)
    // So far out that masses underflow, every value stands for itself.
    guard last > 1e-280 else {
      for k in stride(from: end - 1, through: start, by: -1) {
        visit(k, Double.exp(logSurvival(at: k)))
      }
      return
    }
    var (survival, mass) = (last, 0.0)
    for k in stride(from: end - 1, through: start, by: -1) {
      mass = mass > 1e-290 ? self.mass(at: k, fromNext: mass) : self.mass(at: k)
      survival += mass
      visit(k, min(survival, 1))
    }
  }
}
