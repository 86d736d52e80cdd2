import RealModule

// Γ(b) Γ(b + a + x) / (Γ(b + a) Γ(b + x)) is a ratio that beta laws are made
// of. Its logarithm is the mixed second difference of log Γ, which cancels
// wherever a or x is small beside b; so every part is differenced by algebra.

/// log [Γ(b) Γ(b + a + x) / (Γ(b + a) Γ(b + x))] ≥ 0, also
/// −log [B(a, b + x)/B(a, b)], for b > 0 and a, x ≥ 0.
///
/// Accurate to a few units in the last place *of the result*, however small,
/// for arguments up to 10³⁰⁰. Below b = 16 it is carried up by
/// Γ(b + 1) = b Γ(b), from there by Stirling's series (DLMF 5.11.1).
package func logGammaMixedDifference(
  _ b: Double, _ a: Double, _ x: Double
) -> Double {
  guard a > 0, x > 0 else { return a >= 0 && x >= 0 ? 0 : .nan }
  guard x < .infinity else { return .infinity }
  var (sum, excess, b) = (0.0, 0.0, b)
  while b < 16 {
    // Π (1 + v) − 1, so that the product of tiny excesses keeps them.
    let v = (a / (a + b + x)) * (x / b)
    excess += v + excess * v
    if excess > 1e100 {
      sum += Double.log(onePlus: excess)
      excess = 0
    }
    b += 1
  }
  sum += Double.log(onePlus: excess)
  let z = Corners(reciprocalOf: b, a, x)
  let w = z * z
  var series = Corners(-691.0 / 360_360)
  for coefficient in [
    1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
  ] {
    series = Corners(coefficient) + w * series
  }
  return sum + (b - 0.5) * logMixedDifference(b, a, x)
    + a * Double.log(onePlus: x / (a + b))
    + x * Double.log(onePlus: a / (b + x)) + (z * series).mixed
}

/// ψ(b) + ψ(b + a + x) − ψ(b + a) − ψ(b + x) ≤ 0, the derivative of
/// `logGammaMixedDifference` in b, for b > 0 and a, x ≥ 0.
package func digammaMixedDifference(
  _ b: Double, _ a: Double, _ x: Double
) -> Double {
  guard a > 0, x > 0 else { return a >= 0 && x >= 0 ? 0 : .nan }
  guard x < .infinity else { return -.infinity }
  var (sum, b) = (0.0, b)
  while b < 16 {
    sum -= Corners(reciprocalOf: b, a, x).mixed
    b += 1
  }
  // DLMF 5.11.2.
  let z = Corners(reciprocalOf: b, a, x)
  let w = z * z
  var series = Corners(1.0 / 132)
  for coefficient in [
    -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12,
  ] {
    series = Corners(coefficient) + w * series
  }
  return sum + logMixedDifference(b, a, x) - z.mixed / 2 - (w * series).mixed
}

/// log [b (b + a + x) / ((b + a)(b + x))] ≤ 0.
private func logMixedDifference(
  _ b: Double, _ a: Double, _ x: Double
) -> Double {
  let u = (a / (a + b)) * (x / (b + x))
  return u < 0.5
    ? Double.log(onePlus: -u)
    : Double.log(onePlus: a / (b + x)) - Double.log(onePlus: a / b)
}

/// A function at b, b + a, b + x and b + a + x, kept as its value and its
/// differences, so that products and sums lose no digits of them.
private struct Corners {
  /// f(b).
  var value: Double
  /// f(b + a) − f(b).
  var alongA: Double
  /// f(b + x) − f(b).
  var alongX: Double
  /// f(b + a + x) − f(b + a) − f(b + x) + f(b).
  var mixed: Double

  init(_ constant: Double) {
    self.init(value: constant, alongA: 0, alongX: 0, mixed: 0)
  }

  init(value: Double, alongA: Double, alongX: Double, mixed: Double) {
    self.value = value
    self.alongA = alongA
    self.alongX = alongX
    self.mixed = mixed
  }

  /// 1/z.
  init(reciprocalOf b: Double, _ a: Double, _ x: Double) {
    value = 1 / b
    alongA = -(a / (b + a)) / b
    alongX = -(x / (b + x)) / b
    mixed =
      (a / (b + a)) * (x / (b + x)) * ((2 * b + a + x) / (b + a + x)) / b
  }

  static func + (f: Corners, g: Corners) -> Corners {
    Corners(
      value: f.value + g.value, alongA: f.alongA + g.alongA,
      alongX: f.alongX + g.alongX, mixed: f.mixed + g.mixed)
  }

  static func * (f: Corners, g: Corners) -> Corners {
    Corners(
      value: f.value * g.value,
      alongA: f.alongA * g.value + (f.value + f.alongA) * g.alongA,
      alongX: f.alongX * g.value + (f.value + f.alongX) * g.alongX,
      mixed: f.mixed * g.value + (f.alongA + f.mixed) * g.alongX
        + (f.alongX + f.mixed) * g.alongA
        + (f.value + f.alongA + f.alongX + f.mixed) * g.mixed)
  }
}
