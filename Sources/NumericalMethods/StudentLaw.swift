import RealModule

/// The law of Student's t with ν degrees of freedom, in log space and with
/// derivatives in ν.
///
///     P(T > y) = ½ I_{ν/(ν + y²)}(ν/2, ½) for y ≥ 0
///
/// Source: DLMF 8.17; the derivative in ν is carried through the continued
/// fraction of the incomplete beta function.
package struct StudentLaw: Sendable {
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// log [Γ((ν + 1)/2) / (Γ(ν/2) √(νπ))], the log density at 0.
  package var logPeak: Double {
    let a = degreesOfFreedom / 2
    guard a > 1 else {
      return logGamma(a + 0.5) - logGamma(a)
        - 0.5 * Double.log(degreesOfFreedom * .pi)
    }
    return a * logOnePlusMinusX(-0.5 / a) + stirlingError(a - 0.5)
      - stirlingError(a) - 0.5 * Double.log(2 * .pi)
  }

  /// The log of the density at y over that at 0.
  package func logRelativeDensity(_ y: Double) -> Double {
    let nu = degreesOfFreedom
    return -(nu + 1) / 2 * Double.log(onePlus: y / nu * y)
  }

  /// ∂ log density/∂ν at y.
  package func densitySlope(_ y: Double) -> Double {
    let nu = degreesOfFreedom
    let share = y / (nu + y * y) * y
    return 0.5
      * (digammaDifference(nu / 2, plus: 0.5) - 1 / nu
        - Double.log(onePlus: y / nu * y) + (nu + 1) / nu * share)
  }

  /// The arguments of the incomplete beta function that is P(|T| > y), or of
  /// its complement, whichever converges fast.
  private func arguments(
    _ y: Double
  ) -> (beta: IncompleteBeta<Double>, isOuter: Bool) {
    let (a, b) = (degreesOfFreedom / 2, 0.5)
    let total = degreesOfFreedom + y * y
    let (outer, inner) = (degreesOfFreedom / total, y / total * y)
    let difference = a * (inner - 1 / total)
    let beta = IncompleteBeta(
      a: a, b: b, x: outer, y: inner, difference: difference)
    guard outer > (a + 1) / (a + b + 2) else { return (beta, true) }
    return (
      IncompleteBeta(
        a: b, b: a, x: inner, y: outer, difference: -difference), false
    )
  }

  /// log P(T ≤ y) and log P(T > y).
  package func logTails(_ y: Double) -> LogTails {
    let half = -Double.log(2)
    guard y != 0 else { return LogTails(lower: half, upper: half) }
    let (beta, isOuter) = arguments(y)
    let tails = beta.logTails
    let tail = half + (isOuter ? tails.lower : tails.upper)
    let both = LogTails(lower: tail, upper: logOneMinusExp(tail))
    return y < 0 ? both : both.swapped
  }

  /// log P(T ≤ y) and log P(T > y) with their derivatives in ν.
  package func curvedLogTails(_ y: Double) -> (lower: Jet, upper: Jet) {
    let half = -Double.log(2)
    guard y != 0 else { return (Jet(half), Jet(half)) }
    let nu = degreesOfFreedom
    let w = 1 / (nu + y * y)
    let (outer, inner) = (nu * w, y * w * y)
    // outer′ = inner w, outer″ = −2 inner w², and the negatives for inner.
    let (slope, bend) = (inner * w, -2 * inner * w * w)
    // Of log [outer^{ν/2} inner^{½} / B(ν/2, ½)].
    let sums = PolygammaSums(nu / 2, plus: 0.5)
    let frontSlope =
      0.5 * (-Double.log(onePlus: y / nu * y) + inner - w + sums.first)
    let frontBend =
      0.5 * (inner / nu - inner * w + w * w - 0.5 * sums.second)
    let (plain, isOuter) = arguments(y)
    let a = Jet(nu / 2, 0.5)
    let difference = Jet(
      plain.difference,
      (isOuter ? 1 : -1) * (0.5 * (inner - w) + nu / 2 * (w * w - slope)),
      (isOuter ? 1 : -1) * inner * (w * w - slope))
    let (x, z) = (Jet(outer, slope, bend), Jet(inner, -slope, -bend))
    let beta =
      isOuter
      ? IncompleteBeta<Jet>(
        a: a, b: Jet(0.5), x: x, y: z, difference: difference)
      : IncompleteBeta<Jet>(
        a: Jet(0.5), b: a, x: z, y: x, difference: difference)
    var tail = beta.logValue(frontSlope: frontSlope, frontBend: frontBend)
    if !isOuter { tail = tail.complement }
    tail.value += half
    return y < 0 ? (tail, tail.complement) : (tail.complement, tail)
  }
}
