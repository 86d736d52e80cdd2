import RealModule

/// The integral of a density over a slice so thin that a difference of tails
/// would cancel.
///
/// Positions are offsets s from the middle of the slice, the density is given
/// by its logarithm relative to the middle.
enum SliceQuadrature {
  /// A point of a rule on [−1, 1].
  struct Node: Sendable {
    let place: Double
    let weight: Double
  }

  /// The bend above which no rule serves.
  static var limit: Double { 3 }

  /// The rule for a bend, r times the slice's width, where the nth derivative
  /// of the density is about rⁿ at most.
  ///
  /// The rule of n points errs by about (r·width)²ⁿ times 5·10⁻⁷, 4·10⁻¹³ or
  /// 6·10⁻³¹ for 3, 5 or 10 points.
  static func rule(bend: Double) -> [Node] {
    bend < 0.05 ? threePoints : bend < 0.6 ? fivePoints : tenPoints
  }

  /// log ∫ exp(g(s)) ds over −width/2...width/2; `nil` if the density bends
  /// too much for it.
  static func logIntegral(
    width: Double, roughness: Double, _ logDensity: (Double) -> Double
  ) -> Double? {
    let bend = width * roughness
    guard bend < limit else { return nil }
    var mass = 0.0
    for node in rule(bend: bend) {
      mass += node.weight * Double.exp(logDensity(node.place * width / 2))
    }
    return Double.log(mass * width / 2)
  }

  private static let threePoints = both([
    (0, 0.888_888_888_888_888_89),
    (0.774_596_669_241_483_38, 0.555_555_555_555_555_56),
  ])

  private static let fivePoints = both([
    (0, 0.568_888_888_888_888_89),
    (0.538_469_310_105_683_09, 0.478_628_670_499_366_47),
    (0.906_179_845_938_663_99, 0.236_926_885_056_189_09),
  ])

  private static let tenPoints = both(GaussLegendre.tenPoints)

  private static func both(_ half: [(Double, Double)]) -> [Node] {
    half.flatMap { place, weight in
      place > 0
        ? [
          Node(place: place, weight: weight),
          Node(place: -place, weight: weight),
        ] : [Node(place: 0, weight: weight)]
    }
  }
}

/// log(k/(k − 1)), the width of the slice of log X that rounds up to k.
func logWidth(_ length: Int) -> Double {
  guard length > 16 else {
    return -Double.log(onePlus: -1 / Double(length))
  }
  // 2 artanh(1/(2k − 1)), whose series converges at once.
  let t = 1 / Double(2 * length - 1)
  let w = t * t
  return 2 * t
    * (1 + w * (1.0 / 3 + w * (1.0 / 5 + w * (1.0 / 7 + w / 9))))
}
