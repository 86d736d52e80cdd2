import NumericalMethods
import RealModule

// The fast path of the fit: log S is an integral of h(b) = ψ(b + α) − ψ(b)
// over b = β + k^c, so a table needs it between neighbouring lengths only, and
// a rule of few points gives those pieces with all derivatives. Everything is
// positive, so nothing cancels, however large α and β are.

extension BetaDiscreteWeibull {
  /// log P(N > i) − log P(N > k), i < k, in log α, log β and log c.
  func curvedFall(from i: Int, to k: Int) -> Curved {
    let rise = PowerRise(from: i, to: k, power: c)
    let ratio = rise.height / (beta + rise.start)
    let fall =
      ratio < 0.7
      ? integratedFall(rise, ratio: ratio) : closedFall(rise)
    return fall.inLogarithms(of: SIMD4(alpha, beta, c, 1))
  }

  /// The integral by quadrature.
  ///
  /// With b = β + y₀ + tR, the n-point rule errs by about (R/4b)²ⁿ.
  private func integratedFall(_ rise: PowerRise, ratio: Double) -> Curved {
    let r = rise.height
    let start = beta + rise.start
    // Averages of h, ∂h/∂b, ∂²h/∂b², ∂h/∂α, ∂²h/∂α∂b, with powers of t.
    var (h, b0, b1, c0, c1, c2) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var (a0, e0, e1) = (0.0, 0.0, 0.0)
    for node in SliceQuadrature.rule(bend: 4 * ratio) {
      let t = 0.5 + node.place / 2
      let b = start + t * r
      let sums = PolygammaSums(b, plus: alpha)
      let weight = node.weight / 2
      h += weight * sums.first
      b0 -= weight * sums.second
      b1 -= weight * sums.second * t
      c0 += 2 * weight * sums.third
      c1 += 2 * weight * sums.third * t
      c2 += 2 * weight * sums.third * t * t
      a0 += weight * trigamma(b + alpha)
      let bend = weight * tetragamma(b + alpha)
      e0 += bend
      e1 += bend * t
    }
    let (y, dy) = (rise.startSlope, rise.heightSlope)
    let byPower = r * (b0 * y + b1 * dy) + h * dy
    let bends =
      r * (c0 * y * y + 2 * c1 * y * dy + c2 * dy * dy)
      + r * (b0 * rise.startBend + b1 * rise.heightBend)
      + 2 * dy * (b0 * y + b1 * dy) + h * rise.heightBend
    return Curved(
      r * h, gradient: SIMD4(r * a0, r * b0, byPower, 0),
      diagonal: SIMD4(r * e0, r * c0, bends, 0),
      mixed: SIMD4(
        r * e0, r * (e0 * y + e1 * dy) + a0 * dy,
        r * (c0 * y + c1 * dy) + b0 * dy, 0))
  }

  /// The same by log Γ and its derivatives at both ends, for wide pieces.
  private func closedFall(_ rise: PowerRise) -> Curved {
    let r = rise.height
    let start = beta + rise.start
    let end = start + r
    let shifted = PolygammaSums(start + alpha, plus: r)
    let (first, last) = (
      PolygammaSums(start, plus: alpha), PolygammaSums(end, plus: alpha)
    )
    // By the start of b, and by R.
    let byStart = digammaMixedDifference(start, alpha, r)
    let byRise = last.first
    let startBend = first.second - last.second
    let riseBend = -last.second
    let cross = trigamma(end + alpha)
    let (y, dy) = (rise.startSlope, rise.heightSlope)
    let bend =
      startBend * y * y + 2 * riseBend * y * dy + riseBend * dy * dy
      + byStart * rise.startBend + byRise * rise.heightBend
    return Curved(
      logGammaMixedDifference(start, alpha, r),
      gradient: SIMD4(shifted.first, byStart, byStart * y + byRise * dy, 0),
      diagonal: SIMD4(-shifted.second, startBend, bend, 0),
      mixed: SIMD4(
        -shifted.second, -shifted.second * y + cross * dy,
        startBend * y + riseBend * dy, 0))
  }
}

/// i^c and how much k^c is more, with derivatives in c and without
/// cancellation.
struct PowerRise {
  /// i^c, with ∂/∂c and ∂²/∂c².
  let start: Double
  let startSlope: Double
  let startBend: Double
  /// k^c − i^c, likewise.
  let height: Double
  let heightSlope: Double
  let heightBend: Double

  init(from i: Int, to k: Int, power: Double) {
    let end = Double.log(Double(k))
    guard i > 0 else {
      (start, startSlope, startBend) = (0, 0, 0)
      height = Double.exp(power * end)
      heightSlope = height * end
      heightBend = heightSlope * end
      return
    }
    let width =
      k == i + 1
      ? logWidth(k) : Double.log(onePlus: Double(k - i) / Double(i))
    let after = Double.exp(power * end)
    height = after * -Double.expMinusOne(-power * width)
    start = after - height
    let before = end - width
    startSlope = start * before
    startBend = startSlope * before
    heightSlope = height * end + start * width
    heightBend = height * end * end + start * width * (end + before)
  }
}
