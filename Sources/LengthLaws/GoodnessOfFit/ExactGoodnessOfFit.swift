import NumericalMethods
import RealModule

/// Exact p-values for small samples against a law that owes nothing to them.
public enum ExactGoodnessOfFit {
  /// The most answers for which the Kolmogorov–Smirnov law is followed.
  public static let maximumCount = 1000
  /// The length to which it is followed at most.
  public static let longest = 1 << 20
  /// The most outcomes that are enumerated.
  public static let maximumOutcomes = 2_000_000

  /// P(D ≥ d) of the two-sided Kolmogorov–Smirnov statistic.
  ///
  /// The number of answers up to length k is a Markov chain in k; its law is
  /// carried along within the band |count/n − F(k)| < d.
  ///
  /// - Parameters:
  ///   - statistic: d.
  ///   - count: n, in 1...`maximumCount`.
  ///   - law: A law without mass at infinity.
  /// - Returns: The p-value, to 10⁻¹² absolute.
  /// - Throws: `InferenceError.tooManyOutcomes` for more answers, `noAnswers`
  ///   for none, `lengthTooLong` if the law's tail is so heavy that the band
  ///   is still at work at `longest`.
  ///
  /// Source: W. J. Conover, JASA 67, 591 (1972),
  /// doi:10.1080/01621459.1972.10481254; L. J. Gleser, JASA 80, 954 (1985),
  /// doi:10.1080/01621459.1985.10478210.
  public static func kolmogorovSmirnov(
    _ statistic: Double, count: Int, law: some LengthDistribution
  ) throws(InferenceError) -> Double {
    guard count >= 1 else { throw .noAnswers }
    guard count <= maximumCount else {
      throw .tooManyOutcomes(limit: maximumCount)
    }
    // Counts on the edge of the band do reach d, whatever the rounding.
    let reach = statistic - 1e-10
    guard reach > 0 else { return 1 }
    let n = Double(count)
    var (state, low) = ([1.0], 0)  // P(count up to k is low + index).
    var logSurvival = 0.0
    var (k, outside) = (0, 0.0)
    // The band is at work until it asks for the last count that it ever
    // asks for, and forbids none above.
    let last = Int((n * (1 - reach)).rounded(.up))
    while low < last || Double.exp(logSurvival) > reach {
      k += 1
      guard k <= longest else {
        throw .lengthTooLong(value: k, most: longest)
      }
      let next = law.logSurvival(at: k + 1)
      let stay = min(Double.exp(next - logSurvival), 1)
      let below = -Double.expMinusOne(next)  // F(k)
      let from = max(Int((n * (below - reach)).rounded(.down)) + 1, 0)
      let through = min(Int((n * (below + reach)).rounded(.up)) - 1, count)
      var moved = [Double](repeating: 0, count: max(through - from + 1, 0))
      for (index, probability) in state.enumerated() where probability > 0 {
        let before = low + index
        for after in max(before, from)...max(before, from, through)
        where after <= through {
          moved[after - from] +=
            probability
            * mass(after - before, of: count - before, failure: stay)
        }
      }
      // What has left the band at this length; right to 10⁻¹⁵ absolute.
      outside += max(0, state.reduce(0, +) - moved.reduce(0, +))
      (state, low, logSurvival) = (moved, from, next)
      guard !state.isEmpty, state.contains(where: { $0 > 0 }) else { return 1 }
    }
    return min(outside, 1)
  }

  /// P(Bin(trials, 1 − failure) = hits).
  private static func mass(
    _ hits: Int, of trials: Int, failure: Double
  ) -> Double {
    let success = 1 - failure
    guard success > 0 else { return hits == 0 ? 1 : 0 }
    guard failure > 0 else { return hits == trials ? 1 : 0 }
    let (a, b) = (Double(hits), Double(trials - hits))
    return Double.exp(
      logBinomialKernel(
        a, b, x: success, y: failure, difference: a * failure - b * success))
  }
}
