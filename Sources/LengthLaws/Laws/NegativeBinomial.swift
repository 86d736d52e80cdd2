import NumericalMethods
import RealModule

/// A Poisson count of further tokens whose rate varies as a gamma.
///
/// J = N − 1 ≥ 0 has mean m, size r and variance m + m²/r:
///
///     P(J = j) = Γ(r + j)/(Γ(r) j!) · (r/(r + m))ʳ · (m/(r + m))ʲ
///     S(k) = P(J ≥ k − 1) = I_{m/(r + m)}(k − 1, r)
///
/// with I the regularised incomplete beta function. Both are evaluated in log
/// space by Loader's saddle-point form and its continued fraction, so that a
/// tail of 10⁻³⁰⁰ and a size of 10⁹ keep their digits. The size may be
/// infinite: then J is Poisson, the limit without extra spread.
///
/// Beware of other parameterisations: `mean` here is that of J, not of N, and
/// p = r/(r + m) is the probability of ending in the usual reading.
public struct NegativeBinomial: LengthDistribution, Hashable {
  /// m = E[N − 1], positive.
  public let meanBeyondFirst: Double

  /// r, positive; `.infinity` is the Poisson limit.
  public let size: Double

  /// A law with mean `meanBeyondFirst` and size `size` of N − 1.
  ///
  /// - Throws: `LengthLawError` unless 0 < m < ∞ and 0 < r ≤ ∞.
  public init(
    meanBeyondFirst: Double, size: Double
  ) throws(LengthLawError) {
    guard meanBeyondFirst > 0, meanBeyondFirst < .infinity else {
      throw LengthLawError(
        "mean", meanBeyondFirst, accepted: "a finite number above 0")
    }
    guard size > 0 else {
      throw LengthLawError("size", size, accepted: "a number above 0")
    }
    self.meanBeyondFirst = meanBeyondFirst
    self.size = size
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let j = Double(length - 1)
    guard size < .infinity else {
      return logPoissonKernel(j, mean: meanBeyondFirst)
    }
    guard j > 0 else {
      return -size * Double.log(onePlus: meanBeyondFirst / size)
    }
    // r/(r + j) times a binomial kernel.
    let tail = tail(from: j)
    return logBinomialKernel(
      size, j, x: tail.y, y: tail.x, difference: -tail.difference
    ) - Double.log(onePlus: j / size)
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    guard length >= 2 else { return 0 }
    let j = Double(length - 1)
    guard size < .infinity else {
      return logIncompleteGamma(j, meanBeyondFirst).lower
    }
    let tail = tail(from: j)
    return size < 1 && j <= 4096 && tail.y < 0.1 && j * tail.y < 1
      ? logSurvivalByMasses(from: j) : tail.logTails.lower
  }

  /// log P(J ≥ j) as 1 − P(0) − … − P(j − 1), with 1 − P(0) exact.
  ///
  /// With a small size and a large mean, P(0) is nearly 1 and the continued
  /// fraction is slow; few terms are enough there.
  private func logSurvivalByMasses(from j: Double) -> Double {
    let logZero = -size * Double.log(onePlus: meanBeyondFirst / size)
    let continuation = meanBeyondFirst / (size + meanBeyondFirst)
    var mass = Double.exp(logZero)
    var survival = -Double.expMinusOne(logZero)
    for i in stride(from: 1, to: j, by: 1) {
      mass *= (size + i - 1) / i * continuation
      survival -= mass
    }
    return Double.log(survival)
  }

  /// P(J ≥ j) as an incomplete beta function; j − (j + r)m/(r + m) is
  /// r(j − m)/(r + m), written so that nothing cancels.
  private func tail(from j: Double) -> IncompleteBeta<Double> {
    let total = size + meanBeyondFirst
    return IncompleteBeta(
      a: j, b: size, x: meanBeyondFirst / total, y: size / total,
      difference: size * ((j - meanBeyondFirst) / total))
  }

  /// m + 1.
  public var mean: Double { meanBeyondFirst + 1 }

  /// m + m²/r.
  public var variance: Double {
    meanBeyondFirst * (1 + meanBeyondFirst / size)
  }
}
