import NumericalMethods
import RealModule

extension BetaDiscreteWeibull {
  /// E[N] = Σ P(N > k), or `.infinity` for αc ≤ 1.
  public var mean: Double {
    alpha * c > 1 ? 1 + moments.first : .infinity
  }

  /// Var[N], `.infinity` for 1 < αc ≤ 2 and NaN where the mean is infinite.
  public var variance: Double {
    guard alpha * c > 1 else { return .nan }
    guard alpha * c > 2 else { return .infinity }
    let (first, second) = moments
    return max(second - first * first, 0)
  }

  /// E[N − 1] and E[(N − 1)²].
  private var moments: (first: Double, second: Double) {
    TailSums.momentsBeyondFirst(
      logSurvival: { logTail(Double.pow($0, c)) },
      logSlope: { x in
        let y = Double.pow(x, c)
        return -digammaDifference(beta + y, plus: alpha) * c * y / x
      },
      integrals: { last in
        let start = c * Double.log(last)
        return (
          integral(1, from: start),
          alpha * c > 2 ? integral(2, from: start) : .infinity
        )
      })
  }

  /// ∫ x^{order − 1} P(N > x) dx from x = e^{start/c} on.
  ///
  /// In t = log x^c = log y the integrand is e^{order·t/c} G/c: smooth on the
  /// scale of 1, so Gauss–Legendre panels of ¼ do; from where
  /// G ~ C y^{−α}(1 − α(2β + α − 1)/(2y)) holds, the rest is elementary.
  private func integral(_ order: Double, from start: Double) -> Double {
    let growth = order / c
    let total = alpha + beta + 1
    let farthest = max(start, Double.log(1e7) + 2 * Double.log(total))
    func integrand(_ t: Double) -> Double {
      Double.exp(growth * t + logTail(Double.exp(t))) / c
    }
    let width = 0.25
    var (sum, t) = (0.0, start)
    while t < farthest {
      var panel = 0.0
      for (node, weight) in GaussLegendre.tenPoints {
        let offset = node * width / 2
        let middle = t + width / 2
        panel +=
          weight * (integrand(middle + offset) + integrand(middle - offset))
      }
      panel *= width / 2
      sum += panel
      t += width
      // Past the mode, what is left is no more than a few such panels.
      if panel < sum * 1e-19 || (panel == 0 && logTail(Double.exp(t)) < -745) {
        return sum
      }
    }
    // ∫ e^{(g − α)t}(1 + κ e^{−t}) over t, scaled to the integrand at its start.
    let kappa = -alpha * (2 * beta + alpha - 1) / 2 * Double.exp(-t)
    let fall = alpha - growth
    return sum
      + integrand(t) / (1 + kappa) * (1 / fall + kappa / (fall + 1))
  }
}
