import NumericalMethods
import RealModule

extension KaplanMeierInference.Band {
  /// The beta-product limits of P(N > k).
  ///
  /// P(N > k) is bounded above by a quantile of W⁺ = Π Beta(Yᵢ − dᵢ + 1, dᵢ)
  /// over the lengths i ≤ k at which d of Y answers ended, below by one of
  /// W⁺ · Beta(Y, 1) with Y the answers known to be longer than k. Both
  /// products are replaced by the beta law of the same mean and variance,
  /// which without censoring is their exact law: the interval is then that of
  /// Clopper and Pearson.
  func betaProduct(
    beyond length: Int
  ) throws(LengthLawError) -> (lower: Double, upper: Double) {
    var (lower, upper) = (0.0, 1.0)
    do throws(NumericalError) {
      if let law = betaLaw(of: .lower, beyond: length) {
        lower = try betaQuantile(law.a, law.b, tails: tails.swapped)
      }
      if let law = betaLaw(of: .upper, beyond: length) {
        upper = try betaQuantile(law.a, law.b, tails: tails)
      }
    } catch {
      throw .notConverged("beta quantile: \(error)")
    }
    return (lower, upper)
  }

  /// Whether a beta-product limit is at most `survival`, from one tail of its
  /// law: a limit itself is a root of that tail.
  func isBetaProduct(
    _ side: Side, beyond length: Int, atMost survival: Double
  ) -> Bool {
    guard let law = betaLaw(of: side, beyond: length) else {
      return side == .lower || survival >= 1
    }
    guard law.b > 0, survival < 1 else { return survival >= 1 }
    let at = IncompleteBeta(
      a: law.a, b: law.b, x: survival, y: 1 - survival,
      difference: law.a * (1 - survival) - law.b * survival
    ).logTails
    return side == .lower ? at.lower >= tails.upper : at.upper <= tails.upper
  }

  /// The tails left below and above the upper limit.
  private var tails: LogTails {
    let tail = Double.log((1 - level) / 2)
    return LogTails(lower: logOneMinusExp(tail), upper: tail)
  }

  /// The law whose quantile a limit is; `nil` of a limit that is 0 or 1
  /// whatever the level.
  private func betaLaw(
    of side: Side, beyond length: Int
  ) -> (a: Double, b: Double)? {
    let step = inference.step(through: length)
    let (mean, moment) = (step?.logMean ?? 0, step?.logRelativeMoment ?? 0)
    guard side == .lower else {
      return mean < 0
        ? KaplanMeierInference.betaShape(logMean: mean, logMoment: moment)
        : nil
    }
    // Between rows, those censored at the last one are no longer known.
    let known =
      step.map { $0.length == length ? $0.surviving : $0.reaching }
      ?? inference.table.count
    guard known > 0 else { return nil }
    let y = Double(known)
    return KaplanMeierInference.betaShape(
      logMean: mean - Double.log(onePlus: 1 / y),
      logMoment: moment + Double.log(onePlus: 1 / y / (y + 2)))
  }
}

extension KaplanMeierInference {
  /// The beta law of mean M and variance M²v, given log M and log(1 + v).
  ///
  /// M²v = M(1 − M)/(a + b + 1) gives a + b, and no variance is formed as a
  /// difference of large moments.
  package static func betaShape(
    logMean: Double, logMoment: Double
  ) -> (a: Double, b: Double) {
    let mean = Double.exp(logMean)
    let complement = -Double.expMinusOne(logMean)
    let total = complement / mean / Double.expMinusOne(logMoment) - 1
    return (mean * total, complement * total)
  }

  /// The last row of a length up to `length`.
  func step(through length: Int) -> Step? {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].length <= length {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 ? steps[low - 1] : nil
  }
}
