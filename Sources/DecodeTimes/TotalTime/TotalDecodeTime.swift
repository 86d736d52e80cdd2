public import LengthLaws

/// The law of T, the total decode time of one request: L(min(N, c)), or with
/// noise R·L(min(N, c)), R the ratio of a measured time to L(n).
///
/// Made once for a length distribution, a step latency and a horizon; then
/// every question without noise is a look-up that allocates nothing: the mean
/// in O(1), probabilities and quantiles by binary search. With noise, lengths
/// whose times are alike to it are taken together (`NoisyAtoms`), some hundreds
/// or thousands in all, and each question costs as much as there are of these,
/// some fifty times that for a quantile.
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
/// What is computed without noise, with S(k) = P(N ≥ k), l the step latency
/// and L its sum:
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
///
/// All are the law's own: plug-in estimates, no bounds. Once more tokens are
/// out than the law gives weight to, nothing is known of what remains:
/// `isBeyondTheData` is then true, and means, quantiles and probabilities are
/// NaN.
public struct TotalDecodeTime: Sendable {
  let curve: DecodeTimeCurve
  let noisy: NoisyTime?

  /// How times scatter around L(n); `nil` takes T for L(min(N, c)) itself.
  public var noise: DecodeTimeNoise? { noisy?.noise }

  /// P(N > n) for n the cap at which the law was compiled: where it is 0, a
  /// larger cap changes nothing.
  public var massBeyond: Double { curve.massBeyond }

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
  ///   - noise: How times scatter around L(n); `nil` if they do not.
  public init(
    _ lengths: some LengthDistribution, latency: some StepLatency, cap: Int,
    convention: DecodeStepConvention = .everyTokenIsAStep,
    noise: DecodeTimeNoise? = nil
  ) {
    precondition(
      (1...Self.maximumCap).contains(cap),
      "Cap should be in 1...\(Self.maximumCap), but is \(cap)")
    curve = DecodeTimeCurve(
      lengths, latency: latency, cap: cap, convention: convention)
    noisy = noise.map { NoisyTime($0) }
    self.cap = cap
    generated = 0
  }

  private init(_ law: TotalDecodeTime, cap: Int, generated: Int) {
    curve = law.curve
    // A view's atoms are its own.
    noisy =
      cap == law.cap && generated == law.generated
      ? law.noisy : law.noisy.map { NoisyTime(another: $0) }
    self.cap = cap
    self.generated = generated
  }

  /// How many segments of constant survival the law is kept in.
  package var segmentCount: Int { curve.segmentCount }

  /// The law compiled anew with other noise, or none.
  ///
  /// - Parameter noise: How times scatter around L(n).
  /// - Returns: The law with the same lengths, latency and view.
  public func with(noise: DecodeTimeNoise?) -> TotalDecodeTime {
    TotalDecodeTime(self, noise: noise)
  }

  private init(_ law: TotalDecodeTime, noise: DecodeTimeNoise?) {
    curve = law.curve
    noisy = noise.map { NoisyTime($0) }
    cap = law.cap
    generated = law.generated
  }

  /// The longest horizon that is compiled: 2²² positions.
  public static let maximumCap = 1 << 22
}

// MARK: - Views

extension TotalDecodeTime {
  /// The law of the time still to come once `generated` tokens are out and
  /// the answer goes on: of L(min(N, c)) − L(k) given N > k.
  ///
  /// From the cap on nothing remains. Where no answer is that long and the cap
  /// is not reached, what remains is unknown: see `isBeyondTheData`.
  ///
  /// - Parameter generated: k ≥ 0, tokens generated so far, counted from the
  ///   start of the answer.
  /// - Returns: A view on the same arrays.
  public func remaining(after generated: Int) -> TotalDecodeTime {
    precondition(
      generated >= 0,
      "Generated tokens should be at least 0, but are \(generated)")
    return TotalDecodeTime(
      self, cap: cap, generated: max(generated, self.generated))
  }

  /// The same law under a smaller cap; a larger one changes nothing.
  ///
  /// - Parameter cap: At least 1.
  /// - Returns: A view on the same arrays.
  public func capped(at cap: Int) -> TotalDecodeTime {
    precondition(cap >= 1, "Cap should be at least 1, but is \(cap)")
    return TotalDecodeTime(
      self, cap: min(cap, self.cap), generated: generated)
  }

  /// Whether no token can follow by the law: k ≥ c, or P(N > k) = 0.
  public var isOver: Bool {
    generated >= cap || curve.survival(at: generated + 1) <= 0
  }

  /// Whether more tokens are out than the law gives any weight to, below the
  /// cap: nothing is known of what remains.
  public var isBeyondTheData: Bool { isBeyondTheData(underCap: cap) }

  /// Whether more tokens are out than the law gives any weight to, below the
  /// cap of a request.
  ///
  /// A law may be compiled no further than its longest length, which is then
  /// its cap and not that of any request.
  ///
  /// - Parameter cap: That of the request; `nil` if it has none.
  /// - Returns: Whether what remains is unknown, but that a cap ends it.
  public func isBeyondTheData(underCap cap: Int?) -> Bool {
    if let cap, generated >= cap { return false }
    guard generated > 0 else { return false }
    return generated < curve.cap
      ? curve.survival(at: generated + 1) <= 0 : massBeyond <= 0
  }

  /// Whether a larger cap would change nothing.
  var hasAllLengths: Bool { cap == curve.cap && massBeyond <= 0 }

  /// What is left of a time where none is, or none is known.
  var nothing: Double { isBeyondTheData ? .nan : 0 }

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
    guard !isOver else { return nothing }
    if let noisy { return noisyMean(noisy) }
    return excess(beyond: generated)
  }

  /// Σ_{j=k+1..c} l(j)·S(j) / S(generated + 1): what T is expected to exceed
  /// the time through k by.
  func excess(beyond tokens: Int) -> Double {
    let sum = curve.weighted(from: tokens + 1) - curve.weighted(from: cap + 1)
    return max(sum, 0) / curve.survival(at: generated + 1)
  }

  /// Var[T] in seconds².
  public var variance: Double {
    guard !isOver else { return nothing }
    if let noisy { return noisyVariance(noisy) }
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
    guard !isOver else { return nothing }
    let sum = curve.tokens(from: generated + 1) - curve.tokens(from: cap + 1)
    return max(sum, 0) / curve.survival(at: generated + 1)
  }
}
