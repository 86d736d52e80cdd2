import RealModule

/// Σ_{i<n} 1/(x + i)^p for p = 1, 2, 3: differences of polygamma functions, as
/// sums that lose no digit where the two hardly differ.
package struct PolygammaSums: Sendable {
  /// ψ(x + n) − ψ(x).
  package var first: Double
  /// ψ′(x) − ψ′(x + n).
  package var second: Double
  /// [ψ″(x + n) − ψ″(x)]/2.
  package var third: Double

  /// The sums for x > 0 and n ≥ 0, which need not be whole.
  ///
  /// Below 16 x is carried up by the terms themselves, from there on by the
  /// asymptotic series (DLMF 5.11.2 and 5.15.8), differenced term by term.
  package init(_ x: Double, plus n: Double) {
    var (x, first, second, third) = (x, 0.0, 0.0, 0.0)
    // 1/x^p − 1/y^p by algebra, y = x + n, so that x moves with y.
    while x < 16 {
      let y = x + n
      let (u, v) = (1 / x, 1 / y)
      let d = n * u * v
      first += d
      second += d * (u + v)
      third += d * (u * u + u * v + v * v)
      x += 1
    }
    let y = x + n
    let (u, v) = (1 / x, 1 / y)
    let d = n * u * v
    let (uu, vv) = (u * u, v * v)
    // (u^p − v^p)/(u − v).
    let p2 = u + v
    let p3 = uu + u * v + vv
    let p4 = p2 * (uu + vv)
    let p5 = u * p4 + vv * vv
    let p6 = p3 * (u * uu + v * vv)
    let p7 = u * p6 + vv * vv * vv
    let p8 = p4 * (uu * uu + vv * vv)
    let p9 = u * p8 + vv * vv * vv * vv
    let p10 = p5 * (uu * uu * u + vv * vv * v)
    let p11 = u * p10 + vv * vv * vv * vv * vv
    first +=
      Double.log(onePlus: n / x)
      + d * (0.5 + p2 / 12 - p4 / 120 + p6 / 252 - p8 / 240 + p10 / 132)
    second +=
      d
      * (1 + p2 / 2 + p3 / 6 - p5 / 30 + p7 / 42 - p9 / 30 + 5 * p11 / 66)
    third +=
      d / 2
      * (p2 + p3 + p4 / 2 - p6 / 6 + p8 / 6 - 3 * p10 / 10)
    self.first = first
    self.second = second
    self.third = third
  }
}

/// ψ′(x) for x > 0.
package func trigamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 16 {
    sum += 1 / (x * x)
    x += 1
  }
  let u = 1 / x
  let w = u * u
  let series =
    1.0 / 6
    - w
    * (1.0 / 30
      - w * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * 691 / 2730))))
  return sum + u * (1 + u * (0.5 + u * series))
}

/// ψ″(x) for x > 0.
package func tetragamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 16 {
    sum -= 2 / (x * x * x)
    x += 1
  }
  let u = 1 / x
  let w = u * u
  let series =
    0.5 - w * (1.0 / 6 - w * (1.0 / 6 - w * (0.3 - w * 5 / 6)))
  return sum - w * (1 + u * (1 + u * series))
}
