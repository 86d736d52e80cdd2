import RealModule

/// The integral of a density over a slice so thin that a difference of tails
/// would cancel, and averages over the slice.
///
/// Positions are offsets s from the middle of the slice, the density is given
/// by its logarithm relative to the middle.
enum SliceQuadrature {
  /// log ∫ exp(g(s)) ds over −width/2...width/2, and averages of `terms`
  /// under that weight; `nil` if the density bends too much for it.
  ///
  /// `roughness` is a rate r such that the nth derivative of exp(g) is about
  /// rⁿ at most. The rule of n points then errs by about (r·width)²ⁿ times
  /// 5·10⁻⁷, 4·10⁻¹³ or 6·10⁻³¹ for 3, 5 or 10 points. `density` gives g(s) and
  /// what to average there.
  static func integrate(
    width: Double, roughness: Double,
    _ density: (Double) -> (log: Double, terms: SIMD4<Double>)
  ) -> (log: Double, averages: SIMD4<Double>)? {
    let bend = width * roughness
    guard bend < 3 else { return nil }
    var (mass, sums) = (0.0, SIMD4<Double>.zero)
    func add(_ node: Double, _ weight: Double) {
      let value = density(node * width / 2)
      let share = weight * Double.exp(value.log)
      mass += share
      sums += share * value.terms
    }
    let rule =
      bend < 0.02
      ? threePoints : bend < 0.4 ? fivePoints : GaussLegendre.tenPoints
    for (node, weight) in rule {
      add(node, weight)
      if node > 0 { add(-node, weight) }
    }
    return (Double.log(mass) + Double.log(width / 2), sums / mass)
  }

  private static let threePoints: [(node: Double, weight: Double)] = [
    (0, 0.888_888_888_888_888_89),
    (0.774_596_669_241_483_38, 0.555_555_555_555_555_56),
  ]

  private static let fivePoints: [(node: Double, weight: Double)] = [
    (0, 0.568_888_888_888_888_89),
    (0.538_469_310_105_683_09, 0.478_628_670_499_366_47),
    (0.906_179_845_938_663_99, 0.236_926_885_056_189_09),
  ]
}
