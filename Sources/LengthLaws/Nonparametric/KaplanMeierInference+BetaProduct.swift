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
    let tail = Double.log((1 - level) / 2)
    let complement = logOneMinusExp(tail)
    let step = inference.step(through: length)
    let (mean, moment) = (step?.logMean ?? 0, step?.logRelativeMoment ?? 0)
    // Between rows, those censored at the last one are no longer known.
    let known =
      step.map { $0.length == length ? $0.surviving : $0.reaching }
      ?? inference.table.count
    var (lower, upper) = (0.0, 1.0)
    if known > 0 {
      let y = Double(known)
      lower = try quantile(
        logMean: mean - Double.log(onePlus: 1 / y),
        logMoment: moment + Double.log(onePlus: 1 / y / (y + 2)),
        LogTails(lower: tail, upper: complement))
    }
    if mean < 0 {
      upper = try quantile(
        logMean: mean, logMoment: moment,
        LogTails(lower: complement, upper: tail))
    }
    return (lower, upper)
  }

  /// The quantile of the beta law of mean M and variance M²v.
  private func quantile(
    logMean: Double, logMoment: Double, _ tails: LogTails
  ) throws(LengthLawError) -> Double {
    let shape = KaplanMeierInference.betaShape(
      logMean: logMean, logMoment: logMoment)
    do throws(NumericalError) {
      return try betaQuantile(shape.a, shape.b, tails: tails)
    } catch {
      throw .notConverged("beta quantile: \(error)")
    }
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
