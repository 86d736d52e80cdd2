import RealModule

/// The logarithms of a probability and of its complement.
package struct LogTails: Sendable {
  package var lower: Double
  package var upper: Double

  package init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  init(lower: Double) {
    self.init(lower: min(lower, 0), upper: logOneMinusExp(min(lower, 0)))
  }

  package var swapped: LogTails { LogTails(lower: upper, upper: lower) }
}

/// The regularised incomplete beta function, both tails in log space.
///
/// I_x(a, b) = P(X ≤ x) for X ~ Beta(a, b), and for whole a also
/// P(J ≥ a) for a negative binomial J of size b and success probability
/// 1 − x. GSL's own form underflows, and fails near a = b ≥ 10⁶.
///
/// Source: A. R. DiDonato and A. H. Morris, "Algorithm 708", ACM TOMS 18,
/// 360 (1992), doi:10.1145/131766.131776: its continued fraction, with the
/// front factor from Loader's saddle-point form.
package struct IncompleteBeta<Scalar: RecurrenceScalar> {
  package var a: Scalar
  package var b: Scalar
  package var x: Scalar
  /// 1 − x, as exact as the caller has it.
  package var y: Scalar
  /// a − (a + b)x, as exact as the caller has it.
  package var difference: Scalar

  package init(
    a: Scalar, b: Scalar, x: Scalar, y: Scalar, difference: Scalar
  ) {
    self.a = a
    self.b = b
    self.x = x
    self.y = y
    self.difference = difference
  }

  /// I_y(b, a) = 1 − I_x(a, b).
  var mirrored: IncompleteBeta {
    IncompleteBeta(
      a: b, b: a, x: y, y: x, difference: Scalar(0) - difference)
  }

  /// I_x(a, b)·B(a, b)/(xᵃ yᵇ), by the continued fraction.
  func continuedFraction() -> Scalar {
    let one = Scalar(1)
    let c = one + difference
    let c0 = b / a
    let c1 = one + one / a
    let y1 = y + one
    var (p, s) = (one, a + one)
    var (a0, b0, a1, b1) = (Scalar(0), one, one, c / c1)
    var r = c1 / c
    for step in 1...200_000 {
      let n = Scalar(Double(step))
      let t = n / a
      let w = n * (b - n) * x
      let e = a / s
      let alpha = p * (p + c0) * e * e * (w * x)
      let e1 = (t + one) / (c1 + t + t)
      let beta = n + w / s + e1 * (c + n * y1)
      p = t + one
      s = s + Scalar(2)
      let a2 = alpha * a0 + beta * a1
      let b2 = alpha * b0 + beta * b1
      let previous = r
      r = a2 / b2
      if r.hasSettled(since: previous) { break }
      (a0, b0, a1, b1) = (a1 / b2, b1 / b2, r, one)
    }
    return r
  }
}

extension IncompleteBeta<Double> {
  /// Whether the fraction converges fast at x rather than at 1 − x.
  ///
  /// Below b = 1 the upper tail is small however close x is to 1, and the
  /// complement would lose its digits; the fraction still converges there.
  var isDirect: Bool { x <= (a + 1) / (a + b + 2) || (b < 1 && a >= 1) }

  /// log [xᵃ yᵇ / B(a, b)].
  package var logFront: Double {
    logBinomialKernel(a, b, x: x, y: y, difference: difference)
      + Double.log(a) + Double.log(b / (a + b))
  }

  /// log I_x(a, b) and log(1 − I_x(a, b)), for a, b > 0 and x in 0...1.
  package var logTails: LogTails {
    if x <= 0 { return LogTails(lower: -.infinity, upper: 0) }
    if y <= 0 { return LogTails(lower: 0, upper: -.infinity) }
    let side = isDirect ? self : mirrored
    let tails = LogTails(
      lower: side.logFront + Double.log(side.continuedFraction()))
    return isDirect ? tails : tails.swapped
  }
}

/// log P(K ≥ k) and log P(K < k) of a binomial K of n trials: `upper` and
/// `lower`, for k in 1...n; `failure` is 1 − `probability`, as exact as the
/// caller has it.
package func logBinomialTails(
  atLeast k: Int, trials n: Int, probability: Double, failure: Double
) -> LogTails {
  let (a, b) = (Double(k), Double(n - k + 1))
  return IncompleteBeta(
    a: a, b: b, x: probability, y: failure,
    difference: a * failure - b * probability
  ).logTails.swapped
}
