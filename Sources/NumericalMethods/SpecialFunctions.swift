import CGSL
import RealModule

// GSL's special functions, each through the gate: NaN outside the domain,
// never an abort. glibc's lgamma is not used: it writes a global.

/// log Γ(x) for x > 0.
package func logGamma(_ x: Double) -> Double {
  GSL.ready
  guard x < .infinity else { return x }
  var result = gsl_sf_result()
  let status = gsl_sf_lngamma_e(x, &result)
  return x > 0 ? GSL.value(status, result) : .nan
}

/// ψ(x), the derivative of log Γ, for x > 0.
package func digamma(_ x: Double) -> Double {
  GSL.ready
  guard x < .infinity else { return x }
  var result = gsl_sf_result()
  let status = gsl_sf_psi_e(x, &result)
  return x > 0 ? GSL.value(status, result) : .nan
}

/// ψ(x + n) − ψ(x) = Σ_{i<n} 1/(x + i), also where the two hardly differ.
package func digammaDifference(_ x: Double, plus n: Double) -> Double {
  guard x > 30 else { return digamma(x + n) - digamma(x) }
  // ψ(x) ~ log x − 1/(2x) − 1/(12x²) + 1/(120x⁴) − 1/(252x⁶), each term's
  // difference taken without cancellation.
  let y = x + n
  let (u, v) = (1 / x, 1 / y)
  let d = n / x / y  // u − v
  let s = u + v
  let squares = u * u + v * v
  return Double.log(onePlus: n / x) + d / 2
    + d * s
    * (1.0 / 12 - squares / 120
      + (squares * squares - u * u * v * v) / 252)
}

/// log(1 + x) − x for x > −1, also for tiny x.
package func logOnePlusMinusX(_ x: Double) -> Double {
  GSL.ready
  var result = gsl_sf_result()
  let status = gsl_sf_log_1plusx_mx_e(x, &result)
  return GSL.value(status, result)
}

/// log P(Z > z) for a standard normal Z.
package func logNormalSurvival(_ z: Double) -> Double {
  GSL.ready
  guard z < .infinity else { return z.isNaN ? z : -.infinity }
  guard z > -.infinity else { return 0 }
  if z < 0 {
    // Near 1 the complement carries the digits.
    return Double.log(onePlus: -0.5 * erfc(-z / 2.squareRoot()))
  }
  var result = gsl_sf_result()
  let status = gsl_sf_log_erfc_e(z / 2.squareRoot(), &result)
  return GSL.value(status, result) - Double.log(2)
}

private func erfc(_ x: Double) -> Double {
  var result = gsl_sf_result()
  let status = gsl_sf_erfc_e(x, &result)
  return GSL.value(status, result)
}

/// e^{−x} (I₀(x) + I₁(x)) for x ≥ 0, modified Bessel functions on a scale on
/// which neither overflows.
package func scaledBesselSum(_ x: Double) -> Double {
  GSL.ready
  guard x < .infinity else { return x.isNaN ? x : 0 }
  var (zeroth, first) = (gsl_sf_result(), gsl_sf_result())
  let statuses = (
    gsl_sf_bessel_I0_scaled_e(x, &zeroth), gsl_sf_bessel_I1_scaled_e(x, &first)
  )
  return GSL.value(statuses.0, zeroth) + GSL.value(statuses.1, first)
}

/// log φ(z), the log density of a standard normal.
package func logNormalDensity(_ z: Double) -> Double {
  -0.5 * z * z - 0.5 * Double.log(2 * .pi)
}

/// log(1 − eˣ) for x ≤ 0, accurate at both ends.
///
/// Source: M. Mächler, "Accurately computing log(1 − exp(−|a|))", 2012.
package func logOneMinusExp(_ x: Double) -> Double {
  x > -Double.log(2)
    ? Double.log(-Double.expMinusOne(x)) : Double.log(onePlus: -Double.exp(x))
}

/// log(eᵃ − eᵇ) for a ≥ b.
package func logDifference(_ a: Double, _ b: Double) -> Double {
  guard b > -.infinity else { return a }
  return a + logOneMinusExp(b - a)
}
