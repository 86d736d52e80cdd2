public import LengthBounds
public import LengthLaws
import NumericalMethods
import RealModule

extension LifeTable {
  /// The upper confidence bound of the q-quantile of T for answers whose
  /// lengths are known and whose times follow a latency, with or without
  /// noise.
  ///
  /// Without noise it is L of `upperBound(level:confidence:underCap:)`. With
  /// noise it is the least t at which
  ///
  ///     P(T > t) = Σ_n P(min(N, c) = n)·P(R > t/L(n) | n)
  ///
  /// is at most 1 − q with the confidence, over what the answers tell of the
  /// law of N: P(N > k) follows the beta product of Kaplan–Meier, whose mixed
  /// moments give the mean and the variance of the sum, and a beta law of
  /// these its upper limit. So the noise averages over lengths instead of
  /// taking a share of the risk; where noise vanishes, it is the beta-product
  /// bound, and without cuts the order statistic.
  ///
  /// Where noise was fitted to m answers, its own error is added to the
  /// variance: of log-normal noise that of μ̂ is σ²/m and that of σ̂ is σ²/(2m),
  /// so
  ///
  ///     ((∂P/∂μ)² + (∂P/∂σ)²/2)·σ²/m
  ///
  /// and that of a sample of ratios is the variance of P(T > t | R) over m.
  /// The confidence is that asked for, by simulation; the latency counts as
  /// known, so the bound's kind is `approximate`.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - times: The latency and its noise.
  ///   - rows: m, the answers that the noise was fitted to; `nil` takes it
  ///     as known.
  ///   - convention: Which tokens are decode steps.
  ///   - cap: c ≥ 1; `nil` for requests without a cap.
  ///   - generated: k ≥ 0, tokens that are out: the bound is of the time still
  ///     to come, from the answers still running then.
  /// - Returns: The bound in seconds, with its promise.
  /// - Throws: `BoundError` if a number is out of range or no answer is so
  ///   long.
  ///
  /// Sources: as for `betaProductBound(level:confidence:)`; without cuts, for
  /// means of bounded variables, N. Gaffke, Austrian J. Stat. 34, 95 (2005),
  /// doi:10.17713/ajs.v34i2.403, and E. Learned-Miller and P. S. Thomas,
  /// arXiv:1905.06208.
  public func timeBound(
    level: Double, confidence: Double, times: ServingTimes,
    fittedTo rows: Int? = nil,
    convention: DecodeStepConvention = .everyTokenIsAStep,
    underCap cap: Int? = nil, after generated: Int = 0
  ) throws(BoundError) -> Bound {
    try BoundError.require("generated tokens", generated, atLeast: 0)
    var answers = generated > 0 ? running(after: generated) : self
    guard !answers.isEmpty else { throw .noAnswers }
    func time(_ tokens: Int) -> Double {
      max(
        convention.decodeTime(times.latency, tokens: tokens)
          - convention.decodeTime(times.latency, tokens: generated), 0)
    }
    guard let noise = times.noise else {
      var bound = try answers.upperBound(
        level: level, confidence: confidence, underCap: cap)
      if let tokens = bound.limit.tokens {
        bound.limit = .seconds(time(tokens))
      }
      return bound
    }
    let required = try BinomialRank.requiredObservations(
      level: level, confidence: confidence)
    if let cap { answers = try answers.completed(by: cap) }
    let count = answers.count
    let mixture = try NoisyMixture(
      answers, cap: cap, laws: noise.laws, fittedTo: rows, time: time)
    let limit = mixture.bound(level: level, confidence: confidence)
    return Bound(
      level: level, confidence: confidence, kind: .approximateConfidenceBound,
      method: .noisyBetaProduct,
      limit: limit.map { .seconds($0) } ?? .unbounded, observations: count,
      requiredObservations: required)
  }
}

/// The law of P(T > t), given the answers.
private struct NoisyMixture {
  /// L at each length at which answers ended, and at the cap if there is one.
  private let seconds: [Double]
  private let ratios: [any RatioLaw]
  private let laws: RatioLaws
  private let groups: [Int]
  /// Whether the last is the cap; if not, what is beyond has no end.
  private let isCapped: Bool
  /// The answers that log-normal noise was fitted to.
  private let rows: Int?
  /// E[W] of the beta product after each length.
  private var means: [Double] = []
  /// E[W²]/E[W]² − 1.
  private var relative: [Double] = []

  init(
    _ answers: LifeTable, cap: Int?, laws: RatioLaws, fittedTo rows: Int?,
    time: (Int) -> Double
  ) throws(BoundError) {
    self.rows = rows.flatMap { $0 > 0 ? $0 : nil }
    var lengths: [Int] = []
    for step in try answers.betaProductSteps() where step.ended > 0 {
      lengths.append(step.length)
      means.append(Double.exp(step.logMean))
      relative.append(Double.expMinusOne(step.logRelativeMoment))
    }
    if let cap { lengths.append(cap) }
    isCapped = cap != nil
    seconds = lengths.map(time)
    ratios = lengths.map { laws.law(tokens: $0) }
    self.laws = laws
    groups = lengths.map { laws.group(tokens: $0) }
  }

  /// The least time that is exceeded with at most 1 − q.
  func bound(level: Double, confidence: Double) -> Double? {
    let miss = (1 - confidence) * (1 + 0x1p-44)
    func isEnough(_ limit: Double) -> Bool {
      isRare(beyond: limit, tail: 1 - level, level: level, miss: miss)
    }
    guard isEnough(.infinity) else { return nil }
    guard !isEnough(0) else { return 0 }
    var high = max(seconds.last ?? 0, .leastNormalMagnitude)
    while !isEnough(high) {
      high *= 2
      guard high < .greatestFiniteMagnitude else { return nil }
    }
    var low = 0.0
    while high - low > 0x1p-40 * high {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// Whether P(P(T > t) > 1 − q) ≤ miss.
  private func isRare(
    beyond limit: Double, tail: Double, level: Double, miss: Double
  ) -> Bool {
    // P(R > t/L(n)) by length; longer answers count as no quicker.
    var exceeds: [Double] = []
    exceeds.reserveCapacity(means.count + 1)
    var most = 0.0
    for (time, law) in zip(seconds, ratios) {
      let share =
        limit == .infinity || time <= 0 ? 0 : law.survival(limit / time)
      most = max(most, share)
      exceeds.append(most)
    }
    if !isCapped { exceeds.append(1) }
    // h₁ + Σ (hᵢ₊₁ − hᵢ)·Wᵢ, with E[WᵢWⱼ] = E[Wᵢ²]·E[Wⱼ]/E[Wᵢ] for i ≤ j.
    var (mean, variance, later) = (0.0, 0.0, 0.0)
    for place in stride(from: means.count - 1, through: 0, by: -1) {
      let part = (exceeds[place + 1] - exceeds[place]) * means[place]
      mean += part
      variance += relative[place] * part * (part + 2 * later)
      later += part
    }
    mean += exceeds[0]
    variance += noiseVariance(beyond: limit)
    guard variance > 0, mean < 1 else { return mean <= tail }
    let total = mean * (1 - mean) / variance - 1
    guard total > 0 else { return false }
    let (a, b) = (mean * total, (1 - mean) * total)
    let tails = IncompleteBeta(
      a: a, b: b, x: tail, y: level, difference: a * level - b * tail
    ).logTails
    return Double.exp(tails.upper) <= miss
  }

  /// The variance of P(T > t) that the fit of noise leaves.
  private func noiseVariance(beyond limit: Double) -> Double {
    guard let rows, limit < .infinity else { return 0 }
    if case .samples(_, let samples) = laws {
      return sampleVariance(samples, rows, beyond: limit)
    }
    // Σ P(N = n)·∂P(R > t/L(n))/∂θ, θ = μ and σ, times σ.
    var (shift, spread) = (0.0, 0.0)
    for (place, mass) in masses.enumerated() where mass > 0 {
      guard seconds[place] > 0,
        let law = ratios[place] as? TruncatedLogNormal,
        let slope = law.slope(limit / seconds[place])
      else { continue }
      shift += mass * slope.density
      spread += mass * slope.density * slope.place
    }
    return (shift * shift + spread * spread / 2) / Double(rows)
  }

  /// The expected probabilities of the lengths; what is beyond has none.
  private var masses: [Double] {
    var left = 1.0
    return seconds.indices.map { place in
      let beyond = place < means.count ? means[place] : 0
      defer { left = beyond }
      return left - beyond
    }
  }

  /// Σ over samples of Var[Σ P(N = n)·1{R·L(n) > t}]/m.
  private func sampleVariance(
    _ samples: [RatioSample], _ rows: Int, beyond limit: Double
  ) -> Double {
    let masses = masses
    let count = Double(rows) / Double(max(samples.count, 1))
    var variance = 0.0
    for (group, sample) in samples.enumerated() where !sample.ratios.isEmpty {
      // From the longest time on, as ratios that reach t with them grow.
      let places = seconds.indices.filter { groups[$0] == group }
        .sorted { seconds[$0] > seconds[$1] }
      var (sum, squares, reached, next) = (0.0, 0.0, 0.0, 0)
      for ratio in sample.ratios {
        while next < places.count, ratio * seconds[places[next]] > limit {
          reached += masses[places[next]]
          next += 1
        }
        sum += reached
        squares += reached * reached
      }
      let size = Double(sample.ratios.count)
      variance += max(squares / size - (sum / size) * (sum / size), 0) / count
    }
    return variance
  }
}
