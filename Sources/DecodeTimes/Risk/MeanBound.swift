public import LengthBounds
public import LengthLaws
import RealModule

/// An upper confidence bound for the mean, or the mean of the worst share, of
/// a time that cannot exceed that of a cap.
public struct MeanBound: Sendable, Hashable {
  /// How a bound was computed.
  public enum Method: Sendable, Hashable, Codable {
    /// From a band for the survival function.
    ///
    /// Sources: T. W. Anderson, *Confidence limits for the expected value of
    /// an arbitrary bounded random variable with a continuous distribution
    /// function*, Stanford (1969); for CVaR P. S. Thomas and
    /// E. Learned-Miller, ICML, PMLR 97, 6225 (2019).
    case band(SurvivalBand.Method)
    /// The empirical Bernstein bound.
    ///
    /// Source: A. Maurer and M. Pontil, COLT (2009), theorem 4.
    case empiricalBernstein
  }

  /// P(bound ≥ true value) over the data is at least this.
  public let confidence: Double
  /// How it was computed.
  public let method: Method
  /// The bound: seconds, or tokens where no latency was given.
  public let value: Double
  /// c: the bound is about min(N, c).
  public let cap: Int
  /// Answers on which it rests.
  public let observations: Int
  /// What is promised.
  public var kind: Bound.Kind { .upperConfidenceBound }
}

extension MeanBound {
  /// x̄ + √(2 s² log(2/δ)/n) + 7 b log(2/δ)/(3 (n − 1)), which may be more than
  /// the range itself.
  ///
  /// - Parameters:
  ///   - mean: x̄, of n values in 0...b.
  ///   - variance: s², with n − 1 below.
  ///   - count: n; of a single one there is no bound.
  ///   - range: b.
  ///   - confidence: 1 − δ, in (0, 1).
  /// - Returns: The upper confidence bound of the mean; infinite for n < 2.
  public static func empiricalBernstein(
    mean: Double, variance: Double, count: Int, range: Double,
    confidence: Double
  ) -> Double {
    guard count > 1 else { return .infinity }
    let log = Double.log(2) - Double.log(onePlus: -confidence)
    return mean + (2 * variance * log / Double(count)).squareRoot()
      + 7 * range * log / (3 * Double(count - 1))
  }
}

extension LifeTable {
  /// The upper confidence bound of E[T] for T = L(min(N, c)).
  ///
  ///     Σ_{k=1..c} l(k)·U(k),  P(N ≥ k) ≤ U(k) for all k at once
  ///
  /// from a band, or with mean x̄ and variance s² of the n times and b = L(c)
  ///
  ///     x̄ + √(2 s² log(2/δ)/n) + 7 b log(2/δ)/(3 (n − 1)).
  ///
  /// An answer censored below the cap counts as having reached it, which can
  /// only raise the bound. Assumption: the answers are independent draws from
  /// one law.
  ///
  /// - Parameters:
  ///   - latency: l, the time of each position; `ConstantLatency` of one
  ///     second bounds E[min(N, c)] in tokens.
  ///   - cap: c in 1...`TotalDecodeTime.maximumCap`.
  ///   - convention: Which tokens are decode steps.
  ///   - confidence: In (0, 1), and at least ½ for the band `.dkw`.
  ///   - method: How it is computed.
  /// - Returns: The bound, at most L(c).
  /// - Throws: `BoundError` for numbers out of range or an empty table.
  public func meanBound(
    latency: some StepLatency, cap: Int,
    convention: DecodeStepConvention = .everyTokenIsAStep, confidence: Double,
    method: MeanBound.Method = .band(.equalLocalLevels)
  ) throws(BoundError) -> MeanBound {
    try requireBounded(cap: cap, confidence: confidence)
    func time(_ tokens: Int) -> Double {
      tokens > 0 ? convention.decodeTime(latency, tokens: tokens) : 0
    }
    let value: Double
    switch method {
    case .band(let band):
      value = try SurvivalBand(self, confidence: confidence, method: band)
        .distortedMean(cap: cap, time: time) { $0 }
    case .empiricalBernstein:
      let (mean, variance) = moments(cap: cap, time: time)
      value = MeanBound.empiricalBernstein(
        mean: mean, variance: variance, count: count, range: time(cap),
        confidence: confidence)
    }
    return MeanBound(
      confidence: confidence, method: method, value: min(value, time(cap)),
      cap: cap, observations: count)
  }

  /// The upper confidence bound of the mean of the worst 1 − q of T.
  ///
  ///     Σ_{k=1..c} l(k)·min(U(k)/(1 − q), 1),  P(N ≥ k) ≤ U(k) for all k
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - latency: l, the time of each position.
  ///   - cap: c in 1...`TotalDecodeTime.maximumCap`.
  ///   - convention: Which tokens are decode steps.
  ///   - confidence: In (0, 1), and at least ½ for the band `.dkw`.
  ///   - band: How the band is made.
  /// - Returns: The bound, at most L(c).
  /// - Throws: `BoundError` for numbers out of range or an empty table.
  public func conditionalValueAtRiskBound(
    level: Double, latency: some StepLatency, cap: Int,
    convention: DecodeStepConvention = .everyTokenIsAStep, confidence: Double,
    band: SurvivalBand.Method = .equalLocalLevels
  ) throws(BoundError) -> MeanBound {
    try BoundError.require("level", inUnit: level)
    try requireBounded(cap: cap, confidence: confidence)
    func time(_ tokens: Int) -> Double {
      tokens > 0 ? convention.decodeTime(latency, tokens: tokens) : 0
    }
    let value = try SurvivalBand(self, confidence: confidence, method: band)
      .distortedMean(cap: cap, time: time) { min($0 / (1 - level), 1) }
    return MeanBound(
      confidence: confidence, method: .band(band), value: min(value, time(cap)),
      cap: cap, observations: count)
  }

  /// The mean and the unbiased variance of the times, with those of answers
  /// censored below the cap raised to its own.
  private func moments(
    cap: Int, time: (Int) -> Double
  ) -> (mean: Double, variance: Double) {
    let longest = time(cap)
    let total = Double(count)
    let times = rows.map { row in
      (ended: time(min(row.length, cap)), row: row)
    }
    let mean = times.reduce(0) { sum, entry in
      sum
        + (Double(entry.row.stopped) * entry.ended
          + Double(entry.row.censored) * longest) / total
    }
    let squares = times.reduce(0) { sum, entry in
      sum + Double(entry.row.stopped) * (entry.ended - mean)
        * (entry.ended - mean)
        + Double(entry.row.censored) * (longest - mean) * (longest - mean)
    }
    return (mean, count > 1 ? squares / (total - 1) : 0)
  }

  private func requireBounded(
    cap: Int, confidence: Double
  ) throws(BoundError) {
    guard count > 0 else { throw .noAnswers }
    try BoundError.require("confidence", inUnit: confidence)
    try BoundError.require("cap", cap, atLeast: 1)
    guard cap <= TotalDecodeTime.maximumCap else {
      throw .countOutOfRange(
        name: "2^22 less the cap", value: TotalDecodeTime.maximumCap - cap,
        least: 0)
    }
  }
}
