public import LengthLaws

/// The law of T = L(min(N, c)), the total decode time of one request.
///
/// Made once for a length distribution, a step latency and a horizon; then
/// every question is a look-up that allocates nothing: the mean in O(1),
/// probabilities and quantiles by binary search.
///
/// ```swift
/// let time = TotalDecodeTime(lengths, latency: latency, cap: 512)
/// time.mean                          // Σ l(k)·S(k), seconds
/// time.quantile(0.95)                // L of the 95 % quantile of min(N, 512)
/// time.remaining(after: 100).mean    // given that 100 tokens are out
/// time.capped(at: 64).mean           // under a smaller cap
/// ```
///
/// `remaining(after:)` and `capped(at:)` are views on the same arrays. A view
/// after k tokens is the law of L(min(N, c)) − L(k) given N > k.
///
/// What is computed, with S(k) = P(N ≥ k), l the step latency and L its sum:
///
///     E[T]         = Σ_{k=1..c} l(k)·S(k)
///     q-quantile   = L(min(c, quantile of N))
///     P(T > t)     = S(n + 1), n the last length with L(n) ≤ t, if n < c
///     CVaR_q       = L(v) + Σ_{k=v+1..c} l(k)·S(k)/(1 − q), v the q-quantile
///
/// The last is the mean of the worst 1 − q of the law, with the atom at the
/// quantile split as it must be (Acerbi and Tasche 2002,
/// doi:10.1016/S0378-4266(02)00283-2; Rockafellar and Uryasev 2000,
/// doi:10.21314/JOR.2000.038).
public struct TotalDecodeTime: Sendable {
  private let curve: DecodeTimeCurve

  /// c: answers are cut after so many tokens.
  public let cap: Int

  /// k: so many tokens are already generated, and times count from there.
  public let generated: Int

  /// Which tokens are decode steps.
  public var convention: DecodeStepConvention { curve.convention }

  /// Compiles the law of the time of min(N, c).
  ///
  /// It costs six numbers and a few nanoseconds for each length that has
  /// mass: for each position, unless the law has `atoms`.
  ///
  /// - Parameters:
  ///   - lengths: The law of N.
  ///   - latency: The time of each position.
  ///   - cap: c, the greatest number of tokens of an answer, in
  ///     1...`maximumCap`.
  ///   - convention: Which tokens are decode steps.
  public init(
    _ lengths: some LengthDistribution, latency: some StepLatency, cap: Int,
    convention: DecodeStepConvention = .everyTokenIsAStep
  ) {
    precondition(
      (1...Self.maximumCap).contains(cap),
      "Cap should be in 1...\(Self.maximumCap), but is \(cap)")
    curve = DecodeTimeCurve(
      lengths, latency: latency, cap: cap, convention: convention)
    self.cap = cap
    generated = 0
  }

  private init(curve: DecodeTimeCurve, cap: Int, generated: Int) {
    self.curve = curve
    self.cap = cap
    self.generated = generated
  }

  /// How many segments of constant survival the law is kept in.
  package var segmentCount: Int { curve.segmentCount }

  /// The longest horizon that is compiled: 2²² positions.
  public static let maximumCap = 1 << 22
}

// MARK: - Views

extension TotalDecodeTime {
  /// The law of the time still to come once `generated` tokens are out and
  /// the answer goes on: of L(min(N, c)) − L(k) given N > k.
  ///
  /// From the cap on, and where no answer is that long, nothing remains.
  ///
  /// - Parameter generated: k ≥ 0, tokens generated so far, counted from the
  ///   start of the answer.
  /// - Returns: A view on the same arrays.
  public func remaining(after generated: Int) -> TotalDecodeTime {
    precondition(
      generated >= 0,
      "Generated tokens should be at least 0, but are \(generated)")
    return TotalDecodeTime(
      curve: curve, cap: cap, generated: max(generated, self.generated))
  }

  /// The same law under a smaller cap; a larger one changes nothing.
  ///
  /// - Parameter cap: At least 1.
  /// - Returns: A view on the same arrays.
  public func capped(at cap: Int) -> TotalDecodeTime {
    precondition(cap >= 1, "Cap should be at least 1, but is \(cap)")
    return TotalDecodeTime(
      curve: curve, cap: min(cap, self.cap), generated: generated)
  }

  /// Whether no token can follow: k ≥ c, or P(N > k) = 0.
  public var isOver: Bool {
    generated >= cap || curve.survival(at: generated + 1) <= 0
  }

  /// The time of tokens k + 1 … n, in seconds.
  public func time(through tokens: Int) -> Double {
    let last = min(max(tokens, generated), cap)
    return max(
      curve.cumulative(last) - curve.cumulative(min(generated, cap)), 0)
  }
}

// MARK: - Moments

extension TotalDecodeTime {
  /// P(N ≥ k | N > generated).
  func survival(at position: Int) -> Double {
    position <= generated + 1
      ? 1 : curve.survival(at: position) / curve.survival(at: generated + 1)
  }

  /// E[T] in seconds: Σ l(k)·S(k), from the first position to come.
  public var mean: Double {
    isOver ? 0 : excess(beyond: generated)
  }

  /// Σ_{j=k+1..c} l(j)·S(j) / S(generated + 1): what T is expected to exceed
  /// the time through k by.
  private func excess(beyond tokens: Int) -> Double {
    let sum = curve.weighted(from: tokens + 1) - curve.weighted(from: cap + 1)
    return max(sum, 0) / curve.survival(at: generated + 1)
  }

  /// Var[T] in seconds².
  public var variance: Double {
    guard !isOver else { return 0 }
    // Squared deviations from the mean of the whole law, then shifted to the
    // mean of this view: exact without cancellation for the whole law.
    let atCap = curve.deviation(cap)
    let squares =
      curve.squares(from: generated + 1) - curve.squares(from: cap)
      + curve.survival(at: cap) * atCap * atCap
    let shift = curve.deviation(generated) + mean
    let given = squares / curve.survival(at: generated + 1)
    return max(given - shift * shift, 0)
  }

  /// √Var[T] in seconds.
  public var standardDeviation: Double { variance.squareRoot() }

  /// E[min(N, c) − k | N > k], the tokens still to come.
  public var meanTokens: Double {
    guard !isOver else { return 0 }
    let sum = curve.tokens(from: generated + 1) - curve.tokens(from: cap + 1)
    return max(sum, 0) / curve.survival(at: generated + 1)
  }
}

// MARK: - Quantiles and tails

extension TotalDecodeTime {
  /// The smallest n with P(min(N, c) ≤ n | N > k) ≥ `level`, counted from the
  /// start of the answer.
  ///
  /// - Parameter level: A probability in 0...1.
  /// - Returns: n, at most the cap.
  public func quantileTokens(_ level: Double) -> Int {
    precondition(
      level >= 0 && level <= 1, "Level should be in 0...1, but is \(level)")
    guard !isOver else { return min(generated, cap) }
    let given = curve.survival(at: generated + 1)
    return curve.first(in: generated + 1...cap) {
      QuantileSearch.reaches(level, survivalBeyond: $0 / given)
    }
  }

  /// The smallest t with P(T ≤ t) ≥ `level`, in seconds.
  public func quantile(_ level: Double) -> Double {
    time(through: quantileTokens(level))
  }

  /// P(T > t), for any t in seconds but NaN.
  public func probability(exceeding seconds: Double) -> Double {
    precondition(!seconds.isNaN, "Time should be a number, but is NaN")
    guard seconds >= 0 else { return 1 }
    let last = longest(within: seconds)
    return last >= cap || isOver ? 0 : survival(at: last + 1)
  }

  /// The largest n ≤ c whose tokens after the first k take at most `seconds`;
  /// k where not even one fits.
  public func longest(within seconds: Double) -> Int {
    var (low, high) = (min(generated, cap), cap)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if Self.isWithin(time(through: middle), seconds) {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }

  /// Whether a time is at most a limit, both in seconds, but for rounding:
  /// seven steps of 50 ms are within 350 ms, although 7·0.05 > 0.35 in binary.
  package static func isWithin(_ time: Double, _ limit: Double) -> Bool {
    time <= limit + 0x1p-40 * abs(limit)
  }

  /// The mean of the worst 1 − `level` of the law, in seconds.
  ///
  /// - Parameter level: q in 0..<1; at 0 it is the mean.
  /// - Returns: Seconds, at least the quantile of that level.
  public func conditionalValueAtRisk(_ level: Double) -> Double {
    precondition(
      level >= 0 && level < 1, "Level should be in 0..<1, but is \(level)")
    guard !isOver else { return 0 }
    let atRisk = quantileTokens(level)
    return time(through: atRisk) + excess(beyond: atRisk) / (1 - level)
  }
}
