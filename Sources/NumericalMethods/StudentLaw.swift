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
  package func scoredLogTails(_ y: Double) -> (lower: Dual, upper: Dual) {
    let half = -Double.log(2)
    guard y != 0 else { return (Dual(half), Dual(half)) }
    let nu = degreesOfFreedom
    let total = nu + y * y
    let (outer, inner) = (nu / total, y / total * y)
    // ∂/∂ν of log [outer^{ν/2} inner^{½} / B(ν/2, ½)].
    let front =
      0.5
      * (-Double.log(onePlus: y / nu * y) + inner - 1 / total
        + digammaDifference(nu / 2, plus: 0.5))
    let (plain, isOuter) = arguments(y)
    let slope = inner / total
    let a = Dual(nu / 2, derivative: 0.5)
    let differenceSlope =
      0.5 * (inner - 1 / total) + nu / 2 * (-slope + 1 / total / total)
    let beta =
      isOuter
      ? IncompleteBeta<Dual>(
        a: a, b: Dual(0.5), x: Dual(outer, derivative: slope),
        y: Dual(inner, derivative: -slope),
        difference: Dual(plain.difference, derivative: differenceSlope))
      : IncompleteBeta<Dual>(
        a: Dual(0.5), b: a, x: Dual(inner, derivative: -slope),
        y: Dual(outer, derivative: slope),
        difference: Dual(plain.difference, derivative: -differenceSlope))
    var tail = beta.logValue(frontDerivative: front)
    if !isOuter { tail = tail.complement }
    tail.value += half
    return y < 0 ? (tail, tail.complement) : (tail.complement, tail)
  }
}

extension Dual {
  /// log(1 − p) from log p.
  package var complement: Dual {
    let other = logOneMinusExp(value)
    return Dual(
      other,
      derivative: value == -.infinity
        ? 0 : -Double.exp(value - other) * derivative)
  }
}
