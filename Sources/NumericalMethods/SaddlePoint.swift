import RealModule

// Loader's saddle-point forms: factorials enter through their distance from
// Stirling's formula, and the rest is a deviance, so that nothing large
// cancels. Source: C. Loader, "Fast and accurate computation of binomial
// probabilities", 2000; the deviance takes the difference x − M from the
// caller, who often knows it exactly where M itself is rounded.

/// log Γ(x + 1) − [(x + ½) log x − x + ½ log 2π], the error of Stirling's
/// formula, for x > 0.
package func stirlingError(_ x: Double) -> Double {
  guard x < 16 else {
    let s = 1 / (x * x)
    return
      (1.0 / 12
      - (1.0 / 360
        - (1.0 / 1260
          - (1.0 / 1680
            - (1.0 / 1188 - (691.0 / 360360 - s / 156) * s) * s) * s)
          * s)
        * s)
      / x
  }
  return logGamma(x + 1) - (x + 0.5) * Double.log(x) + x
    - 0.5 * Double.log(2 * .pi)
}

/// x log(x/M) + M − x for x, M > 0, given δ = x − M as well.
package func deviance(
  _ x: Double, mean: Double, difference: Double
) -> Double {
  let t = difference / x
  // Far apart, nothing cancels; close by, M = x(1 − t) with t exact.
  guard abs(t) < 0.5 else { return x * Double.log(x / mean) - difference }
  return -x * logOnePlusMinusX(-t)
}

/// log [Γ(a+b+1)/(Γ(a+1) Γ(b+1)) xᵃ yᵇ], the binomial mass continued to real
/// counts, for a, b ≥ 0 and x + y = 1; `difference` is a − (a + b)x, as exact
/// as the caller has it.
package func logBinomialKernel(
  _ a: Double, _ b: Double, x: Double, y: Double, difference: Double
) -> Double {
  // A zero count leaves a plain power.
  if a == 0 { return b == 0 ? 0 : b * logComplement(of: x, y) }
  if b == 0 { return a * logComplement(of: y, x) }
  let n = a + b
  return stirlingError(n) - stirlingError(a) - stirlingError(b)
    - deviance(a, mean: n * x, difference: difference)
    - deviance(b, mean: n * y, difference: -difference)
    - 0.5 * (Double.log(2 * .pi) + Double.log(a) + Double.log(b / n))
}

/// log(1 − x), from whichever of x and 1 − x is the smaller.
private func logComplement(of x: Double, _ y: Double) -> Double {
  x < 0.5 ? Double.log(onePlus: -x) : Double.log(y)
}

/// log of the Poisson mass e^{−M} Mᵏ/k!, for M > 0 and real k ≥ 0.
package func logPoissonKernel(_ k: Double, mean: Double) -> Double {
  guard k > 0 else { return -mean }
  return -stirlingError(k) - deviance(k, mean: mean, difference: k - mean)
    - 0.5 * Double.log(2 * .pi * k)
}
