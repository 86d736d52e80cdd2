import RealModule

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) in log
/// space: `lower` and `upper`, for a > 0 and x ≥ 0.
///
/// For whole a, P(a, x) = P(K ≥ a) of a Poisson K with mean x. GSL's own forms
/// underflow where this keeps its digits.
///
/// Sources: the series of DLMF 8.7.1, the continued fraction of DLMF 8.9.2.
package func logIncompleteGamma(_ a: Double, _ x: Double) -> LogTails {
  guard x > 0 else { return LogTails(lower: -.infinity, upper: 0) }
  // log [xᵃ e⁻ˣ / Γ(a + 1)]
  let front = logPoissonKernel(a, mean: x)
  if x < a + 1 {
    var (sum, term, n) = (1.0, 1.0, a)
    repeat {
      n += 1
      term *= x / n
      sum += term
    } while term > sum * 0x1p-54
    return LogTails(lower: front + Double.log(sum))
  }
  // Modified Lentz (Thompson and Barnett 1986).
  let tiny = 0x1p-1000
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var h = d
  for n in 1...1_000_000 {
    let an = -Double(n) * (Double(n) - a)
    b += 2
    d = an * d + b
    if abs(d) < tiny { d = tiny }
    c = b + an / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let change = d * c
    h *= change
    if abs(change - 1) <= 0x1p-52 { break }
  }
  return LogTails(lower: front + Double.log(a) + Double.log(h)).swapped
}
