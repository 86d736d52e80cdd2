import LengthLaws
import NumericalMethods
import RealModule

/// The law of e^{μ + σZ}, Z standard normal given |Z| ≤ z₀.
///
///     E[e^{aσZ}; Z > z] = e^{(aσ)²/2}·P(z − aσ < Z < z₀ − aσ)/P(|Z| ≤ z₀)
struct TruncatedLogNormal: RatioLaw {
  let mean0: Double
  let scale: Double
  let limit: Double

  init(mean: Double, scale: Double, limit: Double) {
    mean0 = mean
    self.scale = scale
    self.limit = limit
  }

  /// log P(a < Z < b) of a standard normal Z.
  private static func logMass(_ a: Double, _ b: Double) -> Double {
    guard a < b else { return -.infinity }
    // Seen from the tail that both ends are nearer to.
    let (low, high) = a + b < 0 ? (-b, -a) : (a, b)
    let upper = logNormalSurvival(low)
    guard high < .infinity else { return upper }
    return upper + logOneMinusExp(logNormalSurvival(high) - upper)
  }

  private var logShare: Double {
    limit < .infinity ? Self.logMass(-limit, limit) : 0
  }

  /// log E[R^a; Z > z].
  private func logPartial(_ power: Double, beyond z: Double) -> Double {
    let shift = power * scale
    return power * mean0 + shift * shift / 2
      + Self.logMass(max(z, -limit) - shift, limit - shift) - logShare
  }

  var mean: Double { Double.exp(logPartial(1, beyond: -.infinity)) }

  var variance: Double {
    let mean = logPartial(1, beyond: -.infinity)
    let square = logPartial(2, beyond: -.infinity)
    return Double.exp(2 * mean)
      * max(Double.expMinusOne(square - 2 * mean), 0)
  }

  var largest: Double { scale > 0 ? Double.exp(mean0 + scale * limit) : median }

  private var median: Double { Double.exp(mean0) }

  func quantile(_ level: Double) -> Double {
    guard scale > 0 else { return median }
    // P(Z > z) = P(Z > z₀) + (1 − q)·P(|Z| ≤ z₀)
    let tail = Double.log(onePlus: -level) + logShare
    let z = normalUpperQuantile(
      logTail: limit < .infinity
        ? logSumExp([tail, logNormalSurvival(limit)]) : tail)
    return Double.exp(mean0 + scale * min(max(z, -limit), limit))
  }

  /// The z of a ratio.
  private func standard(_ ratio: Double) -> Double {
    ratio > 0 ? (Double.log(ratio) - mean0) / scale : -.infinity
  }

  func survival(_ ratio: Double) -> Double {
    guard scale > 0 else { return ratio < median ? 1 : 0 }
    let z = standard(ratio)
    guard z > -limit else { return 1 }
    guard z < limit else { return 0 }
    // No more than a normal tail where the limit is far, as it mostly is.
    let upper = Double.exp(logNormalSurvival(z))
    guard limit < .infinity else { return upper }
    let beyond = Double.exp(logNormalSurvival(limit))
    return max(0, upper - beyond) / (1 - 2 * beyond)
  }

  /// φ(z) and z at a ratio, of which σ·∂P(R > r)/∂μ is the first and
  /// σ·∂P(R > r)/∂σ their product, but for the limit; `nil` where R cannot be.
  func slope(_ ratio: Double) -> (density: Double, place: Double)? {
    guard scale > 0, ratio > 0 else { return nil }
    let z = standard(ratio)
    guard abs(z) < min(limit, 40) else { return nil }
    return (
      Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot(), z
    )
  }

  func excess(_ ratio: Double) -> Double {
    guard scale > 0 else { return max(median - ratio, 0) }
    guard ratio > 0 else { return mean - ratio }
    let z = standard(ratio)
    guard z > -limit else { return mean - ratio }
    guard z < limit else { return 0 }
    return max(
      0, Double.exp(logPartial(1, beyond: z)) - ratio * survival(ratio))
  }

  func logMoment(_ exponent: Double) -> Double {
    guard scale > 0 else { return exponent * median }
    guard exponent > 0 else { return exponent == 0 ? 0 : bounded(exponent) }
    // Heavier than exponential: without a limit there is no such moment.
    return limit < .infinity ? bounded(exponent) : .infinity
  }

  /// ∫ e^{θR} by Gauss–Legendre panels that narrow towards the upper end,
  /// where large exponents have all their weight.
  private func bounded(_ exponent: Double) -> Double {
    let end = min(limit, 40)
    var edges = (0...32).map { end * (Double($0) / 16 - 1) }
    let last = edges[31]
    edges.removeLast()
    for step in 1...40 {
      edges.append(end - (end - last) * Double.pow(2, -Double(step)))
    }
    edges.append(end)
    var terms: [Double] = []
    for (low, high) in zip(edges, edges.dropFirst()) where low < high {
      let (middle, half) = ((low + high) / 2, (high - low) / 2)
      for (node, weight) in Self.nodes {
        for sign in [-1.0, 1] {
          let z = middle + sign * half * node
          terms.append(
            exponent * Double.exp(mean0 + scale * z) - z * z / 2
              + Double.log(weight * half))
        }
      }
    }
    return logSumExp(terms) - 0.5 * Double.log(2 * Double.pi) - logShare
  }

  /// The positive nodes and the weights of the 8-point rule on [−1, 1].
  private static let nodes: [(Double, Double)] = [
    (0.183_434_642_495_649_80, 0.362_683_783_378_361_98),
    (0.525_532_409_916_328_99, 0.313_706_645_877_887_29),
    (0.796_666_477_413_626_74, 0.222_381_034_453_374_47),
    (0.960_289_856_497_536_23, 0.101_228_536_290_376_26),
  ]
}
