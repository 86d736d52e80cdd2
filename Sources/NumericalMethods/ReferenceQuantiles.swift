import RealModule

// Quantiles and tails of the reference laws of statistics, each from its own
// log-survival: GSL's inverse functions fail on ordinary arguments.

/// The z with log P(Z > z) = `logTail`, for a standard normal Z and
/// `logTail` ≤ 0.
///
/// log P(Z > z) is concave, so Newton's method from 0 first oversteps the
/// root at most once and then closes in on it from one side.
package func normalUpperQuantile(logTail: Double) -> Double {
  guard logTail < 0 else { return logTail == 0 ? -.infinity : .nan }
  guard logTail > -.infinity else { return .infinity }
  // The upper half mirrors the lower, where the complement has the digits.
  guard logTail <= -Double.log(2) else {
    return -normalUpperQuantile(logTail: logOneMinusExp(logTail))
  }
  var z = 0.0
  for _ in 0..<100 {
    let log = logNormalSurvival(z)
    let hazard = Double.exp(logNormalDensity(z) - log)
    let step = (log - logTail) / hazard
    z += step
    if abs(step) <= 0x1p-51 * max(1, abs(z)) { break }
  }
  return z
}

/// The z that a standard normal is within, ±z, with probability `level`.
package func normalTwoSidedQuantile(level: Double) -> Double {
  normalUpperQuantile(logTail: Double.log((1 - level) / 2))
}

/// log P(X > x) of a chi-square X with `degrees` degrees of freedom.
package func logChiSquareSurvival(_ x: Double, degrees: Double) -> Double {
  logIncompleteGamma(degrees / 2, x / 2).upper
}

/// The x with P(X ≤ x) = `level` of a chi-square X with 1 degree of freedom.
package func chiSquareQuantile(level: Double) -> Double {
  let z = normalTwoSidedQuantile(level: level)
  return z * z
}

/// The x with P(X ≤ x) = `lower` of X ~ Beta(a, b), or P(X > x) = `upper` of
/// the smaller of the two tails.
///
/// The root is taken on the log-odds of x, so that neither 0 nor 1 is too
/// near. A law squeezed into its end (a or b of 0) is that end.
///
/// - Throws: `NumericalError` if no bracket is found.
package func betaQuantile(
  _ a: Double, _ b: Double, tails: LogTails
) throws(NumericalError) -> Double {
  guard a > 0 else { return 0 }
  guard b > 0 else { return 1 }
  let fromBelow = tails.lower <= tails.upper
  func excess(_ logOdds: Double) -> Double {
    let x = 1 / (1 + Double.exp(-logOdds))
    let y = 1 / (1 + Double.exp(logOdds))
    let at = IncompleteBeta(a: a, b: b, x: x, y: y, difference: a * y - b * x)
      .logTails
    return fromBelow ? at.lower - tails.lower : tails.upper - at.upper
  }
  let centre = Double.log(a) - Double.log(b)
  var width = 1.0
  while width < 1500 {
    let (low, high) = (max(centre - width, -740), min(centre + width, 740))
    if excess(low) <= 0, excess(high) >= 0 {
      // Ends at which a tail is exactly 0 have an infinite logarithm.
      let root = try brentRoot(in: low...high) {
        max(-1e300, min(1e300, excess($0)))
      }
      return 1 / (1 + Double.exp(-root))
    }
    width *= 2
  }
  throw .noSignChange
}
