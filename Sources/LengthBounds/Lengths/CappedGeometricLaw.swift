import NumericalMethods
import RealModule

/// The joint law of D, how many of n geometric answers end within a common
/// cap c, and E, the tokens of all of them.
struct CappedGeometricLaw {
  /// The most cells that one evaluation goes through.
  static let limit = 1 << 24

  let answers: Int
  let cap: Int

  /// The law of that many answers under that cap; `nil` if it would have too
  /// many cells.
  init?(answers: Int, cap: Int) {
    let cells = answers.multipliedReportingOverflow(by: answers)
    let (total, overflow) = cells.partialValue.multipliedReportingOverflow(
      by: cap)
    guard answers >= 1, cap >= 1, !cells.overflow, !overflow,
      total / 2 <= Self.limit
    else { return nil }
    self.answers = answers
    self.cap = cap
  }

  /// P(D/E ≥ d/e) at a hazard p in (0, 1), which rises with p.
  ///
  /// D is binomial, and given D the tokens of those that ended are a sum of
  /// geometric lengths truncated at c, whose law is convolved one by one.
  func probability(ofRate ended: Int, _ exposure: Int, hazard p: Double)
    -> Double
  {
    let logStay = Double(cap) * Double.log(onePlus: -p)
    let (stay, stop) = (Double.exp(logStay), -Double.expMinusOne(logStay))
    let rest = 1 - p
    var sum = 0.0
    // The law of the sum of d lengths; of none, 0.
    var law = [1.0]
    for d in 1...answers {
      var next = [Double](repeating: 0, count: d * cap + 1)
      var running = 0.0
      for s in 1...(d * cap) {
        // P(length = j) falls by 1 − p from one j to the next, up to c.
        running *= rest
        if s - 1 < law.count { running += p * law[s - 1] }
        if s > cap, s - 1 - cap < law.count {
          running -= p * stay * law[s - 1 - cap]
        }
        next[s] = max(running / stop, 0)
      }
      law = next
      // e' = s + (n − d)c with e'·d₀ ≤ d·e₀.
      let most = d * exposure / ended - (answers - d) * cap
      guard most >= d else { continue }
      let within = law[...min(most, d * cap)].reduce(0, +)
      sum += binomialMass(d, logStop: Double.log(stop), logStay) * within
    }
    return sum
  }

  /// P(D = d).
  private func binomialMass(
    _ d: Int, logStop: Double, _ logStay: Double
  ) -> Double {
    let (n, k) = (Double(answers), Double(d))
    return Double.exp(
      logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * logStop
        + (n - k) * logStay)
  }
}

extension CappedGeometricLaw {
  /// The largest hazard p with P(D/E ≥ d/e) ≤ `missing`.
  ///
  /// - Throws: `NumericalError` if no root is found.
  func rateLimit(
    ended: Int, exposure: Int, missing: Double
  ) throws(NumericalError) -> Double {
    func hazard(_ logOdds: Double) -> Double {
      1 / (1 + Double.exp(-logOdds))
    }
    func excess(_ logOdds: Double) -> Double {
      probability(ofRate: ended, exposure, hazard: hazard(logOdds)) - missing
    }
    let centre =
      Double.log(Double(ended)) - Double.log(Double(exposure - ended) + 0.5)
    var (low, high, width) = (centre, centre, 0.25)
    while excess(low) > 0, low > -700 {
      low -= width
      width *= 2
    }
    width = 0.25
    while excess(high) <= 0 {
      // All answers of one token each, almost certainly so.
      guard high < 36 else { return hazard(low) }
      high = min(high + width, 36)
      width *= 2
    }
    return hazard(try brentRoot(in: low...high, tolerance: 0x1p-46, excess))
  }
}
