import RealModule

/// The regularised incomplete gamma functions P(a, x) and Q(a, x), in log
/// space and, on jets, with their derivatives in a.
///
/// P(a, x) = P(X ≤ x) for X ~ Gamma(a, 1), and for whole a also P(K ≥ a) of a
/// Poisson K with mean x. GSL's own forms underflow where these keep their
/// digits.
///
/// Sources: the series of DLMF 8.7.1, the continued fraction of DLMF 8.9.2.
package struct IncompleteGamma<Scalar: RecurrenceScalar> {
  package var a: Scalar
  package var x: Double

  /// P(a, x) and Q(a, x) for a > 0 and x > 0.
  package init(a: Scalar, x: Double) {
    self.a = a
    self.x = x
  }

  /// P(a, x) Γ(a + 1)/(xᵃ e⁻ˣ) = Σ xⁿ/((a + 1)…(a + n)).
  func series() -> Scalar {
    let ratio = Scalar(x)
    var (sum, term, n) = (Scalar(1), Scalar(1), a)
    while true {
      n = n + Scalar(1)
      term = term * ratio / n
      // What is left out is some terms as large as this one.
      if (sum + Scalar(256) * term).hasSettled(since: sum) { return sum }
      sum = sum + term
    }
  }

  /// Q(a, x) Γ(a)/(xᵃ e⁻ˣ), by the continued fraction: Steed's form, whose
  /// steps go to 0 in value and in derivative.
  func continuedFraction() -> Scalar {
    var b = Scalar(x + 1) - a
    var d = Scalar(1) / b
    var step = d
    var sum = d
    for n in 1...1_000_000 {
      let n = Scalar(Double(n))
      let numerator = n * (a - n)
      b = b + Scalar(2)
      d = Scalar(1) / (b + numerator * d)
      step = (b * d - Scalar(1)) * step
      let previous = sum
      sum = sum + step
      if sum.hasSettled(since: previous) { break }
    }
    return sum
  }
}

extension IncompleteGamma<Double> {
  /// log [xᵃ e⁻ˣ / Γ(a + 1)].
  ///
  /// For a small a the saddle-point form would cancel.
  var logFront: Double {
    a < 1
      ? a * Double.log(x) - x - logGamma(1 + a)
      : logPoissonKernel(a, mean: x)
  }

  /// Whether the series serves: below the mean, and for small x, where the
  /// fraction is slow.
  var isLower: Bool { x < a + 1 && (x < 0.8 || a >= 0.5) }

  /// log P(a, x) and log Q(a, x).
  package var logTails: LogTails {
    isLower
      ? LogTails(lower: logFront + Double.log(series()))
      : LogTails(
        lower: logFront + Double.log(a) + Double.log(continuedFraction())
      ).swapped
  }
}

/// log P(a, x) and log Q(a, x), `lower` and `upper`, for a > 0 and x ≥ 0.
package func logIncompleteGamma(_ a: Double, _ x: Double) -> LogTails {
  guard x > 0 else { return LogTails(lower: -.infinity, upper: 0) }
  return IncompleteGamma(a: a, x: x).logTails
}
