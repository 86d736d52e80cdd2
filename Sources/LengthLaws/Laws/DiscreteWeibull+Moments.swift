import NumericalMethods
import RealModule

extension DiscreteWeibull {
  /// E[N] = Σ exp(−λ k^β) over k ≥ 0; `.infinity` where it exceeds the range
  /// of a double.
  public var mean: Double { 1 + moments.first }

  /// Var[N]; `.infinity` or NaN where mean or variance exceed the range of a
  /// double.
  public var variance: Double {
    let (first, second) = moments
    return max(second - first * first, 0)
  }

  /// E[N − 1] and E[(N − 1)²].
  private var moments: (first: Double, second: Double) {
    let power = beta
    let rate = lambda
    // ∫ exp(−λ x^β) = Γ(1/β)/(β λ^{1/β}) Q(1/β, λ K^β), likewise with x.
    func integral(_ order: Double, beyond last: Double) -> Double {
      let a = order / power
      let tail = logIncompleteGamma(a, rate * Double.pow(last, power)).upper
      return Double.exp(
        logGamma(a) - Double.log(power) - a * Double.log(rate) + tail)
    }
    return TailSums.momentsBeyondFirst(
      logSurvival: { -rate * Double.pow($0, power) },
      logSlope: { -rate * power * Double.pow($0, power - 1) },
      integrals: { (integral(1, beyond: $0), integral(2, beyond: $0)) })
  }
}
