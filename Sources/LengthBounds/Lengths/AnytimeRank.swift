import NumericalMethods
import RealModule

/// The ranks that bound a quantile at every sample size at once.
///
/// If k is below the q-quantile, answers of at most k tokens come with a
/// probability p < q. With s of n of them, the mixture of likelihood ratios
///
///     M = ∫ (p/q)^s ((1 − p)/(1 − q))^(n − s) π(p) dp,
///
/// π being the law Beta(½, ½) given p > q, is then a supermartingale that
/// starts at 1, and reaches 1/(1 − confidence) at any time with a probability
/// of at most 1 − confidence (Ville). M grows with s, so the least k with so
/// large an M bounds the quantile, however often one looks.
///
/// Sources: S. R. Howard and A. Ramdas, Bernoulli 28, 1704 (2022),
/// doi:10.3150/21-BEJ1388; H. Robbins, Ann. Math. Statist. 41, 1397 (1970),
/// doi:10.1214/aoms/1177696786.
enum AnytimeRank {
  /// The least s with a large enough M; `nil` if even n is not.
  static func rank(
    observations n: Int, level: Double, confidence: Double
  ) -> Int? {
    func isEnough(_ ended: Int) -> Bool {
      logMixture(ended: ended, of: n, level: level)
        >= -Double.log(onePlus: -confidence)
    }
    guard isEnough(n) else { return nil }
    var (low, high) = (0, n)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// log M.
  static func logMixture(ended: Int, of n: Int, level: Double) -> Double {
    let (s, rest) = (Double(ended), Double(n - ended))
    return logMass(0.5 + s, 0.5 + rest, beyond: level)
      - logMass(0.5, 0.5, beyond: level)
      - s * Double.log(level) - rest * Double.log(onePlus: -level)
  }

  /// log ∫_q^1 p^(a − 1) (1 − p)^(b − 1) dp.
  private static func logMass(
    _ a: Double, _ b: Double, beyond level: Double
  ) -> Double {
    let tail = 1 - level
    let share = IncompleteBeta(
      a: a, b: b, x: level, y: tail, difference: a * tail - b * level
    ).logTails.upper
    return share + logGamma(a) + logGamma(b) - logGamma(a + b)
  }
}
