import RealModule

// The fast path of the fit: one exponential and two logarithms a length, the
// steps between neighbours by their series.

extension DiscreteWeibull {
  /// With X = λ(k − 1)^β and u = λk^β − X: −X + log(1 − e^{−u}), in log λ and
  /// log β.
  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    var (value, byScale, byShape) = (0.0, 0.0, 0.0)
    var (scales, shapes, cross) = (0.0, 0.0, 0.0)
    for term in terms.ended {
      let weight = term.weight
      let log = beta * Double.log(Double(term.length))
      let after = lambda * Double.exp(log)
      let isFirst = term.length == 1
      let width = isFirst ? 0 : beta * logWidth(term.length)
      let u = isFirst ? after : after * oneMinusExp(width)
      // β-derivatives of u and X by those of log k^β and log (k − 1)^β.
      let before = after - u
      let start = log - width
      let uSlope = u * log + before * width
      let uBend = u * log * (log + 1) + before * width * (log + start + 1)
      let (logMass, q, qSlope) = Self.ending(u)
      value += weight * (logMass - before)
      byScale += weight * (q * u - before)
      byShape += weight * (q * uSlope - before * start)
      scales += weight * (q * u + qSlope * u * u - before)
      shapes +=
        weight
        * (q * uBend + qSlope * uSlope * uSlope - before * start * (start + 1))
      cross += weight * (q * uSlope + qSlope * u * uSlope - before * start)
    }
    for term in terms.beyond {
      let log = beta * Double.log(Double(term.length))
      let hazard = term.weight * lambda * Double.exp(log)
      value -= hazard
      byScale -= hazard
      byShape -= hazard * log
      scales -= hazard
      shapes -= hazard * log * (log + 1)
      cross -= hazard * log
    }
    return Curved(
      value, slopes: (byScale, byShape), bends: (scales, shapes), mixed: cross
    ) + curvedGroups(of: terms)
  }

  /// log(1 − e^{−u}), q = 1/(eᵘ − 1) and −q(1 + q), its derivatives.
  @inline(__always)
  private static func ending(_ u: Double) -> (Double, Double, Double) {
    guard u > 0.1 else {
      // Bernoulli numbers; what is left out is u⁸/5·10⁶ of the whole.
      let w = u * u
      let log =
        Double.log(u) - u / 2
        + w * (1.0 / 24 - w * (1.0 / 2880 - w / 181_440))
      let q =
        1 / u - 0.5 + u * (1.0 / 12 - w * (1.0 / 720 - w / 30_240))
      return (log, q, -q * (1 + q))
    }
    guard u < 700 else { return (0, 0, 0) }
    let rise = Double.expMinusOne(u)
    let q = 1 / rise
    return (Double.log(rise) - u, q, -q * (1 + q))
  }

  /// 1 − e^{−x} for x ≥ 0.
  @inline(__always)
  private func oneMinusExp(_ x: Double) -> Double {
    guard x < 0.02 else { return -Double.expMinusOne(-x) }
    let fourth = 1.0 / 24 - x * (1.0 / 120 - x * (1.0 / 720 - x / 5040))
    return x * (1 - x * (0.5 - x * (1.0 / 6 - x * fourth)))
  }
}
